using Factory.TestKit.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Benchmarks.Support;

/// <summary>A silo in this process, with what a benchmark gives it.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchSilo(IHost host) => _host = host;

    public IGrainFactory Grains => Service<IGrainFactory>();

    /// <param name="before">What starts before the silo, like the store.</param>
    /// <param name="configure">The silo, and what starts after it.</param>
    public static async Task<BenchSilo> StartAsync(Action<IServiceCollection> before, Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(TimeProvider.System);
        before(builder.Services);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Find(), gatewayPort: 0);
            configure(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new BenchSilo(host);
    }

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
