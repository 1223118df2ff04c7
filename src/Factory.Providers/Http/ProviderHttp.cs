using Factory.Providers.Normalization;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Http;

/// <summary>The HTTP connections to all model providers.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private readonly ProviderHttpHandler _handler;
    private long _responseCount;

    /// <summary>Creates the pool without connecting.</summary>
    public ProviderHttp(IOptions<ProvidersOptions> options, TimeProvider time)
    {
        _handler = new ProviderHttpHandler(
            new SocketsHttpHandler
            {
                // Lets changes of DNS take effect without a restart.
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                ConnectTimeout = TimeSpan.FromSeconds(15),
                // A redirect would send the key to another server.
                AllowAutoRedirect = false,
            },
            options.Value.NetworkTimeout,
            time);
        Client = CreateClient(_handler);
    }

    /// <summary>A client for everything but chats.</summary>
    public HttpClient Client { get; }

    /// <summary>The handler of <see cref="Client"/>, for libraries that make their own client.</summary>
    public HttpMessageHandler Handler => _handler;

    /// <summary>
    /// A handler for an SDK's chats, whose responses are normalized for that SDK. Owns no connection; need not be
    /// disposed.
    /// </summary>
    /// <param name="normalizer">Creates the normalizer of one response from the response's number, which is unique in
    /// this process.</param>
    public HttpMessageHandler ChatHandler(Func<long, ResponseNormalizer> normalizer) =>
        new ResponseNormalizingHandler(_handler, () => normalizer(Interlocked.Increment(ref _responseCount)));

    /// <summary>A client for an SDK's chats.</summary>
    public HttpClient ChatClient(Func<long, ResponseNormalizer> normalizer) => CreateClient(ChatHandler(normalizer));

    /// <summary>
    /// A client that owns no connection and has no timeout of its own: <see cref="ProviderHttpHandler"/> limits each
    /// read instead of the whole response, because a long response is not a failed one.
    /// </summary>
    public static HttpClient CreateClient(HttpMessageHandler handler) =>
        new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }
}
