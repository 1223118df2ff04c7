using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Upstreams;

/// <summary>The connections to providers, a pool for each. They follow no redirect, keep no cookie, ask for nothing compressed and add no header of their own.</summary>
internal sealed class UpstreamClients(IOptions<GatewayOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _clients = new(StringComparer.Ordinal);

    /// <summary>Sends a request; returns when the answer's head is there.</summary>
    public Task<HttpResponseMessage> SendAsync(string provider, HttpRequestMessage request, CancellationToken cancellationToken) =>
        _clients.GetOrAdd(provider, _ => CreateClient()).SendAsync(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pool in _clients.Values)
        {
            pool.Dispose();
        }
    }

    private HttpMessageInvoker CreateClient() => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Value.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = int.MaxValue,

            // An answer that nobody wants any more must stop being made, not be read to its end.
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
        },
        disposeHandler: true);
}
