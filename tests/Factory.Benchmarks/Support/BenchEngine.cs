using Factory.Domain.Durability;
using Factory.Engine.Hosting;
using Factory.Storage;
using Factory.Benchmarks.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Factory.Benchmarks.Support;

/// <summary>An engine with this project's grains, as the silo has it, without the rest of the silo.</summary>
internal sealed class BenchEngine : IAsyncDisposable
{
    public const string Streams = "memory";

    private readonly ServiceProvider _services;

    private BenchEngine(ServiceProvider services) => _services = services;

    public IClusterClient Client => _services.GetRequiredService<IClusterClient>();

    /// <param name="database">Path of the database; null for grains without state.</param>
    public static async Task<BenchEngine> StartAsync(string? database = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<Finish>();
        if (database is not null)
        {
            services.AddFactoryStorage(options =>
            {
                options.DatabasePath = database;
                options.States.Register<Durable<Tally>>(Tally.StateName);
            });
        }

        services.AddEmbeddedEngine(options =>
        {
            options.GrainAssemblies.Add(typeof(BenchEngine).Assembly);
            options.StreamProviders.Add(Streams);
        });
        var engine = new BenchEngine(services.BuildServiceProvider());
        foreach (var service in engine._services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }

        return engine;
    }

    public T Service<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }
}
