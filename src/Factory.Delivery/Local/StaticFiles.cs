using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Factory.Delivery.Local;

/// <summary>Serves a folder as it is. Hidden files, links and paths that climb do not exist for it.</summary>
internal sealed class StaticFiles(string root) : IServedVersion
{
    private const string Index = "index.html";

    private readonly FileExtensionContentTypeProvider _types = new();

    /// <inheritdoc/>
    public string? Failure => null;

    /// <inheritdoc/>
    public string OutputTail => "";

    /// <inheritdoc/>
    public void KeepAlive()
    {
        // There is no process that could end.
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public Task<int?> ProbeAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult<int?>(Find(path.Split('?')[0]) is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);

    /// <inheritdoc/>
    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        var path = context.Request.Path.Value ?? "/";
        if (Find(path) is not { } file)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("Not found");
            return;
        }

        // Relative links of a folder's page need the slash.
        if (file.Name == Index && !path.EndsWith('/') && !path.EndsWith("/" + Index, StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            context.Response.Headers.Location = context.Request.PathBase.Add(context.Request.Path).ToUriComponent() + "/" + context.Request.QueryString;
            return;
        }

        await SendAsync(context, file);
    }

    private async Task SendAsync(HttpContext context, FileInfo file)
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{file.LastWriteTimeUtc.Ticks:x}-{file.Length:x}\"");
        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        context.Response.ContentType = ContentType(file.Name);
        context.Response.ContentLength = file.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.SendFileAsync(file.FullName, context.RequestAborted);
        }
    }

    private string ContentType(string name) => _types.TryGetContentType(name, out var type)
        ? type.StartsWith("text/", StringComparison.Ordinal) || type.EndsWith("javascript", StringComparison.Ordinal) ? type + "; charset=utf-8" : type
        : "application/octet-stream";

    // Goes down name by name, so that no link anywhere on the way is followed.
    private FileInfo? Find(string path)
    {
        if (new FileInfo(root).LinkTarget is not null)
        {
            return null;
        }

        var at = root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, name);
            if (name[0] == '.' || name.AsSpan().IndexOfAny('\\', '\0') >= 0 || new FileInfo(at).LinkTarget is not null)
            {
                return null;
            }
        }

        var file = new FileInfo(Directory.Exists(at) ? Path.Combine(at, Index) : at);
        return file.Exists && file.LinkTarget is null && (file.Attributes & FileAttributes.Device) == 0 ? file : null;
    }
}
