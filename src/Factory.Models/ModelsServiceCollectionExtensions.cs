using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Keys;
using Factory.Domain.Ledger;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Models.Availability;
using Factory.Models.Checking;
using Factory.Models.Gates;
using Factory.Models.Keys;
using Factory.Models.Metering;
using Factory.Models.Providers;
using Factory.Models.Rehearsal;
using Factory.Models.Sessions;
using Factory.Models.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Models;

/// <summary>Wires model providers and their meter.</summary>
public static class ModelsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IModelSessions"/>, <see cref="IProviderAvailability"/>, <see cref="IProviderLimiter"/> and <see cref="IProviderHealth"/>. Needs from others: a <see cref="FactoryConfig"/> (or an
    /// <see cref="IConfigSource"/>), <c>IGrainFactory</c>, logging. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddFactoryModels(this IServiceCollection services, Action<FactoryModelsOptions>? configure = null)
    {
        services.AddOptions<FactoryModelsOptions>();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource>(p => new TimeOrderedIds(p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IConfigSource>(p => new FixedConfig(p.GetRequiredService<FactoryConfig>()));
        services.TryAddSingleton<IProviderAvailability>(p => new ProviderAvailabilityMonitor(
            p.GetRequiredService<IConfigSource>(),
            p.GetRequiredService<IOptions<FactoryModelsOptions>>().Value.Variable));
        services.TryAddSingleton<IProviderEndpoints>(p => new ProviderEndpointResolver(
            p.GetRequiredService<IProviderAvailability>(),
            p.GetRequiredService<IOptions<FactoryModelsOptions>>().Value.Variable));
        services.TryAddSingleton(p => new ProviderLimiters(
            p.GetRequiredService<IConfigSource>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILedger>(),
            p.GetRequiredService<ILogger<ProviderLimiters>>()));
        services.TryAddSingleton<IProviderLimiter>(p => p.GetRequiredService<ProviderLimiters>());
        services.TryAddSingleton<IProviderHealth>(p => p.GetRequiredService<ProviderLimiters>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientSource, RehearsalSource>());
        services.TryAddSingleton<ProviderHttp>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IChatClientSource, ProviderClients>());
        services.TryAddSingleton<ModelCallTelemetry>();
        services.TryAddSingleton<IModelsChecker, ModelsChecker>();
        services.TryAddSingleton<IModelSessions, ModelSessions>();
        return services.AddFactoryMeter();
    }

    /// <summary>
    /// Adds <see cref="IMeter"/> and <see cref="IVirtualKeyStore"/>. Needs from others: <see cref="Domain.Ledger.ILedger"/>, <c>IStateScan</c>, <c>IGrainFactory</c>. It closes its leases when
    /// the host stops: call it after the grains' host is registered and before what calls models.
    /// </summary>
    private static IServiceCollection AddFactoryMeter(this IServiceCollection services)
    {
        services.TryAddSingleton<MeterOptions>();
        services.TryAddSingleton<Meter>();
        services.TryAddSingleton<IMeter>(p => p.GetRequiredService<Meter>());
        services.TryAddSingleton<LeaseRecovery>();
        services.TryAddSingleton<VirtualKeyStore>();
        services.TryAddSingleton<IVirtualKeyStore>(p => p.GetRequiredService<VirtualKeyStore>());
        services.TryAddSingleton<INamedKeys>(p => p.GetRequiredService<VirtualKeyStore>());
        services.AddHostedService<MeterService>();
        return services;
    }
}
