using Factory.Engine.Activations;
using Factory.Engine.Calls;
using Factory.Engine.Catalog;
using Factory.Engine.Diagnostics;
using Factory.Engine.Identity;
using Factory.Engine.Placement;
using Factory.Engine.Reminders;
using Factory.Engine.Scheduling;
using Factory.Engine.State;
using Factory.Engine.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Storage;
using Orleans.Streams;

namespace Factory.Engine.Hosting;

/// <summary>Registers the embedded engine.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>
    /// Hosts grains in this process. What the engine builds on is replaced by registering it first: <see cref="TimeProvider"/>,
    /// <see cref="ITurnScheduler"/>, <see cref="IIdSource"/>, <see cref="IReminderTable"/>. Stores are keyed <see cref="IGrainStorage"/> services.
    /// </summary>
    /// <remarks>May be called again to configure more; the engine is registered once.</remarks>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EngineOptions>? configure = null)
    {
        var options = OptionsIn(services);
        configure?.Invoke(options);
        foreach (var name in options.StreamProviders)
        {
            services.TryAddKeyedSingleton<IStreamProvider>(name, static (provider, key) => provider.GetRequiredService<StreamHubs>().GetStreamProvider((string)key!));
        }

        services.AddLogging();
        AddSeams(services);
        AddParts(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, EngineService>());
        return services;
    }

    /// <summary>Adds a store that forgets everything with the process.</summary>
    public static IServiceCollection AddMemoryGrainStorage(this IServiceCollection services, string name)
    {
        services.TryAddKeyedSingleton<IGrainStorage>(name, static (_, _) => new MemoryGrainStorage());
        return services;
    }

    /// <summary>Registered as an instance: the names of stream providers are needed before any service is built.</summary>
    private static EngineOptions OptionsIn(IServiceCollection services)
    {
        if (services.FirstOrDefault(service => service.ServiceType == typeof(EngineOptions))?.ImplementationInstance is EngineOptions known)
        {
            return known;
        }

        var options = new EngineOptions();
        services.AddSingleton(options);
        return options;
    }

    private static void AddSeams(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITurnScheduler, ThreadPoolTurnScheduler>();
        services.TryAddSingleton<IIdSource, RandomIdSource>();
        services.TryAddSingleton<IReminderTable, MemoryReminderTable>();
    }

    private static void AddParts(IServiceCollection services)
    {
        services.TryAddSingleton<EngineMetrics>();
        services.TryAddSingleton<GrainCatalog>();
        services.TryAddSingleton<ActivationHost>();
        services.TryAddSingleton<ActivationDirectory>();
        services.TryAddSingleton<CallRouter>();
        services.TryAddSingleton<StorageCatalog>();
        services.TryAddSingleton<ReminderService>();
        services.TryAddSingleton<StreamHubs>();
        services.TryAddSingleton<IStreamProviderSource>(static provider => provider.GetRequiredService<StreamHubs>());
        services.TryAddSingleton<SingleSilo>();
        services.TryAddSingleton<ISiloMetadataCache>(static provider => provider.GetRequiredService<SingleSilo>());
        services.TryAddSingleton<PlacementGuard>();
        services.TryAddSingleton<IEngineDiagnostics, EngineDiagnostics>();
        services.TryAddSingleton<IClusterClient, ClusterClient>();
        services.TryAddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<IClusterClient>());
        services.TryAddSingleton<GrainEngine>();
    }
}
