using System.Diagnostics;
using Factory.Engine.Diagnostics;
using Factory.Engine.Hosting;
using Factory.Engine.Reminders;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Engine.Tests.Support;

/// <summary>An engine with the grains of this assembly, a manual clock, one store and one stream provider.</summary>
public sealed class EngineHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private EngineHost(ServiceProvider services)
    {
        _services = services;
        Engine = services.GetRequiredService<GrainEngine>();
        Client = services.GetRequiredService<IClusterClient>();
        Signals = services.GetRequiredService<Signals>();
    }

    public GrainEngine Engine { get; }

    public IClusterClient Client { get; }

    public Signals Signals { get; }

    public IServiceProvider Services => _services;

    public ManualTime Time => (ManualTime)_services.GetRequiredService<TimeProvider>();

    public static async Task<EngineHost> StartAsync(Action<IServiceCollection>? add = null, Action<EngineOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Signals>();
        add?.Invoke(services);
        if (services.All(service => service.ServiceType != typeof(TimeProvider)))
        {
            services.AddSingleton<TimeProvider>(new ManualTime());
        }

        services.AddMemoryGrainStorage("store");
        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(EngineHost).Assembly);
            options.StreamProviders.Add("events");
            configure?.Invoke(options);
        });
        var host = new EngineHost(services.BuildServiceProvider());
        await host.Engine.StartAsync();
        return host;
    }

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Client.GetGrain<T>(key);

    /// <summary>Waits for what other threads are about to do, as the engine's diagnostics see it.</summary>
    public async Task Eventually(Func<EngineSnapshot, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        while (!holds(Services.GetRequiredService<IEngineDiagnostics>().Snapshot()))
        {
            patience.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync();
        await _services.DisposeAsync();
    }
}
