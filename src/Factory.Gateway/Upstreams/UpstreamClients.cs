using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace Factory.Gateway.Upstreams;

/// <summary>
/// HTTP connections to the providers, one pool for each, so that a provider that hangs cannot use up another one's
/// connections. They follow no redirects, keep no cookies, request no compression and add no headers of their own.
/// </summary>
internal sealed class UpstreamClients(IOptions<GatewayOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<string, HttpMessageInvoker> _clients = new(StringComparer.Ordinal);

    /// <summary>Sends a request. Completes when the response's headers have arrived.</summary>
    /// <exception cref="HttpRequestException">There is no connection.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the connect timeout passed.</exception>
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

    // An invoker and not an HttpClient, which would add a timeout of its own and buffer responses.
    private HttpMessageInvoker CreateClient() => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Providers must not get the ids of our traces.
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Value.ConnectTimeout,
            // Providers move to other addresses; DNS is looked up again with each new connection.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),

            // The provider's limiter decides how many calls run at once. A second limit here would queue them without
            // anyone seeing it.
            MaxConnectionsPerServer = int.MaxValue,

            // Draining an abandoned response would keep its connection for reuse, but the provider would go on
            // generating, and billing.
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
        },
        disposeHandler: true);
}
