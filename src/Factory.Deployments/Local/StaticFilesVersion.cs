using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Factory.Deployments.Local;

/// <summary>A version without a process: a folder of static files.</summary>
internal sealed class StaticFilesVersion(string root) : IRunningVersion
{
    private const string Index = "index.html";

    private readonly ProductFileProvider _files = new(root);

    /// <inheritdoc/>
    public bool IsProgram => false;

    /// <inheritdoc/>
    public string? Failure => null;

    /// <inheritdoc/>
    public string OutputTail => "";

    /// <inheritdoc/>
    public void EnableRestart()
    {
        // There is no process to watch.
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken)
    {
        var file = path.Split('?')[0];
        var exists = _files.GetFileInfo(file).Exists || _files.GetFileInfo($"{file}/{Index}").Exists;
        return Task.FromResult<int?>(exists ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    /// <inheritdoc/>
    public void Configure(IApplicationBuilder app)
    {
        var options = new FileServerOptions { FileProvider = _files };
        options.DefaultFilesOptions.DefaultFileNames = [Index];
        options.StaticFileOptions.ContentTypeProvider = ContentTypes();
        options.StaticFileOptions.ServeUnknownFileTypes = true;
        options.StaticFileOptions.DefaultContentType = "application/octet-stream";
        options.StaticFileOptions.OnPrepareResponse = static response =>
        {
            response.Context.Response.Headers.CacheControl = "no-cache";
            response.Context.Response.Headers.XContentTypeOptions = "nosniff";
        };
        app.UseFileServer(options).Run(WriteNotFoundAsync);
    }

    private static FileExtensionContentTypeProvider ContentTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var (extension, type) in types.Mappings.ToList())
        {
            if (type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("javascript", StringComparison.Ordinal))
            {
                types.Mappings[extension] = type + "; charset=utf-8";
            }
        }

        return types;
    }

    private static Task WriteNotFoundAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("Not found");
        }

        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }
}
