using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Local;

/// <summary>
/// What a product sees of a request: everything that the client sent, the target and the host included. Added are the forwarded headers; those that a
/// client sends are dropped, so that nobody can pretend to be somebody else.
/// </summary>
internal sealed class ProductTransformer : HttpTransformer
{
    /// <summary>It holds no state.</summary>
    public static readonly ProductTransformer Instance = new();

    private ProductTransformer()
    {
    }

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        foreach (var name in ConnectionHeaderNames(request.Headers.Connection))
        {
            // Remove throws for what is no name and for headers of the body.
            if (proxyRequest.Headers.NonValidated.Contains(name))
            {
                proxyRequest.Headers.Remove(name);
            }
        }

        Replace(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        Replace(proxyRequest, "X-Forwarded-Host", request.Host.Value);

        // A product's port has no TLS, and the scheme of an HTTP/2 request is what its client says.
        Replace(proxyRequest, "X-Forwarded-Proto", "http");
        Replace(proxyRequest, "Forwarded", null);

        // As it came, because what a path means is the product's to decide.
        var raw = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = raw.StartsWith('/') ? raw : request.Path.ToUriComponent() + request.QueryString;
        proxyRequest.RequestUri = new Uri(destinationPrefix + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        var copies = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        foreach (var name in ConnectionHeaderNames(proxyResponse?.Headers.Connection.ToArray()))
        {
            httpContext.Response.Headers.Remove(name);
        }

        return copies;
    }

    private static void Replace(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // They belong to one connection, not to the message (RFC 9110, 7.6.1); the well-known ones are dropped by the base.
    private static IEnumerable<string> ConnectionHeaderNames(StringValues connection) =>
        connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
