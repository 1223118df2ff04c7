using Factory.Providers.Normalization;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Http;

/// <summary>The connections to model providers, shared by all of them.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private readonly ProviderHttpHandler _handler;
    private long _responseCount;

    /// <summary>Opens no connection yet.</summary>
    public ProviderHttp(IOptions<ProvidersOptions> options, TimeProvider time)
    {
        _handler = new ProviderHttpHandler(
            new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                ConnectTimeout = TimeSpan.FromSeconds(15),
                AllowAutoRedirect = false,
            },
            options.Value.NetworkTimeout,
            time);
        Client = CreateClient(_handler);
    }

    /// <summary>For everything but chats.</summary>
    public HttpClient Client { get; }

    /// <summary>What <see cref="Client"/> stands on, for libraries that want a client of their own.</summary>
    public HttpMessageHandler Handler => _handler;

    /// <summary>For an SDK's chats: replies come as the SDK can read them. Owns no connection; need not be disposed.</summary>
    /// <param name="normalizer">Makes what normalises one reply from the reply's number, which is unique in this process.</param>
    public HttpMessageHandler ChatHandler(Func<long, ResponseNormalizer> normalizer) => new ResponseNormalizingHandler(_handler, () => normalizer(Interlocked.Increment(ref _responseCount)));

    /// <summary>A client for an SDK's chats.</summary>
    public HttpClient ChatClient(Func<long, ResponseNormalizer> normalizer) => CreateClient(ChatHandler(normalizer));

    /// <summary>A client that owns no connection and has no timeout of its own: <see cref="ProviderHttpHandler"/> keeps time, per read and not for the whole reply.</summary>
    public static HttpClient CreateClient(HttpMessageHandler handler) => new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }
}
