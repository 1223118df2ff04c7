using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Deployments.Local;

/// <summary>
/// Passes a request to a product as the client sent it, including target and host. The forwarded headers are added;
/// those that a client sends are dropped, so that it cannot forge another origin.
/// </summary>
internal sealed class ProductTransformer : HttpTransformer
{
    /// <summary>The shared instance; it has no state.</summary>
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
            // Remove throws for invalid names and for content headers.
            if (proxyRequest.Headers.NonValidated.Contains(name))
            {
                proxyRequest.Headers.Remove(name);
            }
        }

        Replace(proxyRequest, "X-Forwarded-For", httpContext.Connection.RemoteIpAddress?.ToString());
        Replace(proxyRequest, "X-Forwarded-Host", request.Host.Value);

        // Always http: a product's port has no TLS, and the scheme of an HTTP/2 request is set by the client.
        Replace(proxyRequest, "X-Forwarded-Proto", "http");
        Replace(proxyRequest, "Forwarded", null);

        // Unchanged, because the product decides how a path is normalised.
        var raw = httpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var target = raw.StartsWith('/') ? raw : request.Path.ToUriComponent() + request.QueryString;
        proxyRequest.RequestUri = new Uri(
            destinationPrefix + target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
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

        // Other products and the dashboard have other ports of this host, which browsers take for the same site.
        httpContext.Response.Headers.Remove("Clear-Site-Data");
        if (httpContext.Response.Headers.SetCookie is { Count: > 0 } cookies)
        {
            httpContext.Response.Headers.SetCookie = cookies.Select(WithoutDomain).ToArray();
        }

        return copies;
    }

    // Without it a cookie belongs to the host that set it; with it, to all names below.
    private static string? WithoutDomain(string? cookie) => cookie is null ? null : string.Join(
        ';',
        cookie.Split(';').Where((part, i) => i == 0 || !part.Split('=')[0].Trim().Equals("Domain", StringComparison.OrdinalIgnoreCase)));

    private static void Replace(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    // Headers that 'Connection' names belong to one connection, not to the message (RFC 9110, 7.6.1); the base class
    // drops the well-known ones.
    private static IEnumerable<string> ConnectionHeaderNames(StringValues connection) =>
        connection.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
