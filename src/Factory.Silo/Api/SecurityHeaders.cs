namespace Factory.Silo.Api;

/// <summary>What a browser is told with every answer.</summary>
internal static class SecurityHeaders
{
    // Pages that are shown here come from packages and carry inline scripts and styles. Nothing may be fetched from, or sent to, another server, whatever such a page would like.
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use(next => context =>
    {
        // Set again where an exception has cleared the headers.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";

            // Addresses may hold what is nobody else's business: the code of a sign-in link above all.
            headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
