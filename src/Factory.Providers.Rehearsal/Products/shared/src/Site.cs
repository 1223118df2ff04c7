namespace App;

/// <summary>The page and its two files, and what every answer has in common.</summary>
public static class Site
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "web");

    public static void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
            context.Response.Headers.CacheControl = "no-cache";
            try
            {
                await next(context);
            }
            catch (InputError e) when (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsJsonAsync(new { error = e.Message });
            }
        });
        Serve(app, "/", "index.html", "text/html; charset=utf-8");
        Serve(app, "/style.css", "style.css", "text/css; charset=utf-8");
        Serve(app, "/app.js", "app.js", "text/javascript; charset=utf-8");
    }

    private static void Serve(WebApplication app, string path, string file, string type)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, file));
        app.MapGet(path, () => Results.Bytes(bytes, type));
    }
}
