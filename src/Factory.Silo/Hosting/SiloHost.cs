using Factory.Domain.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>The silo as a whole, in this process: grains, REST, delivery. Disposing stops it gracefully.</summary>
public sealed class SiloHost : IAsyncDisposable
{
    private SiloHost(string url, string token, FactoryPaths paths)
    {
        Url = url;
        Token = token;
        Paths = paths;
    }

    /// <summary>Where the API answers, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>The access token.</summary>
    public string Token { get; }

    /// <summary>The data folder.</summary>
    public FactoryPaths Paths { get; }

    /// <summary>Starts a silo; returns when it answers.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>data.held</c>, <c>data.newer</c>, <c>config.invalid</c>, <c>silo.port_in_use</c>, ….</exception>
    public static Task<SiloHost> StartAsync(SiloOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("The composition root is not in place yet.");

    /// <summary>Completes when the silo has stopped.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
