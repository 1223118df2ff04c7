using Factory.TestKit.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Dialect.Tests;

/// <summary>The grains of this assembly on the engine of this build, with a store, a stream provider and the real clock.</summary>
public sealed class DialectHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DialectHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IClusterClient Client => Services.GetRequiredService<IClusterClient>();

    public Signals Signals => Services.GetRequiredService<Signals>();

    public static async Task<DialectHost> StartAsync(Action<IServiceCollection>? add = null, Action<TestEngineOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<Signals>();
        add?.Invoke(builder.Services);
        builder.AddTestEngine(engine =>
        {
            engine.Assemblies.Add(typeof(DialectHost).Assembly);
            engine.Streams.Add("events");
            engine.Stores.Add("store");
            configure?.Invoke(engine);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new DialectHost(host);
    }

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
