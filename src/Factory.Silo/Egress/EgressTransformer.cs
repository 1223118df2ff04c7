using Factory.Domain.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Silo.Egress;

/// <summary>Changes a request on its way to the host, and the head of its response.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="secrets">What is sent with it; empty when the connection was not opened.</param>
internal sealed class EgressTransformer(EgressTarget target, IReadOnlyList<(HostSecret Secret, string Value)> secrets) : HttpTransformer
{
    private const string Identity = "identity";

    // Meant for the proxy, or for one connection.
    private static readonly string[] ForProxy =
        [HeaderNames.ProxyAuthorization, "Proxy-Connection", HeaderNames.ProxyAuthenticate, HeaderNames.Upgrade, "HTTP2-Settings"];

    private readonly SecretRedactor _redactor = new(secrets.Select(s => s.Value));

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = target.Address;
        var named = httpContext.Request.Headers.Connection.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries));
        foreach (var name in ForProxy.Concat(named))
        {
            Remove(proxyRequest, name);
        }

        proxyRequest.Headers.Host = target.Authority;
        if (secrets.Count > 0)
        {
            AddSecrets(proxyRequest);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken)
    {
        var copy = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        if (secrets.Count == 0 || proxyResponse is null)
        {
            return copy;
        }

        if (proxyResponse.Content.Headers.ContentEncoding.Any(e => !e.Equals(Identity, StringComparison.OrdinalIgnoreCase)))
        {
            httpContext.Response.Headers.Clear();
            throw EgressException.Unreachable(
                $"{target.Host} compresses its response although it was asked not to, so that it cannot be searched for the secret.");
        }

        httpContext.Features.Get<IHttpResponseFeature>()!.ReasonPhrase = null;
        foreach (var (name, values) in httpContext.Response.Headers.ToList())
        {
            httpContext.Response.Headers[name] = values.Select(v => _redactor.Redact(v ?? "")).ToArray();
        }

        return copy;
    }

    /// <inheritdoc/>
    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext,
        HttpResponseMessage proxyResponse,
        CancellationToken cancellationToken) =>
        secrets.Count == 0 ? base.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken) : ValueTask.CompletedTask;

    private void AddSecrets(HttpRequestMessage request)
    {
        // A compressed response cannot be searched for the secret, and a part of one could be a part of it.
        request.Headers.Remove(HeaderNames.Range);
        request.Headers.Remove(HeaderNames.IfRange);
        request.Headers.Remove(HeaderNames.AcceptEncoding);
        request.Headers.TryAddWithoutValidation(HeaderNames.AcceptEncoding, Identity);
        foreach (var (secret, value) in secrets)
        {
            Remove(request, secret.Header.Name);
            request.Headers.TryAddWithoutValidation(secret.Header.Name, secret.Header.ValueFor(value));
        }
    }

    private static void Remove(HttpRequestMessage request, string name)
    {
        // A header can only be of one of the two, and asking the other for it is an error.
        if (name.Length > 0 && !request.Headers.Remove(name))
        {
            request.Content?.Headers.Remove(name);
        }
    }
}
