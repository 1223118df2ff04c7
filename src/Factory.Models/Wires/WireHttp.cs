using Microsoft.Extensions.Options;

namespace Factory.Models.Wires;

/// <summary>The connections to model providers, shared by all wires.</summary>
internal sealed class WireHttp(IOptions<FactoryModelsOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Has no timeout of its own: <see cref="WireHandler"/> keeps time, per read and not for the whole answer.</summary>
    public HttpClient Client { get; } = new(new WireHandler(
        new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            AllowAutoRedirect = false,
        },
        options.Value.NetworkTimeout,
        time))
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();
}
