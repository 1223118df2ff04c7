using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Keys;
using Factory.Domain.Ledger;
using Factory.Domain.Limits;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.Metering.Calls;
using Factory.Metering.Keys;
using Factory.Metering.Ledger;
using Factory.Metering.Limits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Factory.Metering;

/// <summary>Registers the meter, the virtual keys and the providers' limits.</summary>
public static class MeteringServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IMeter"/>, <see cref="IVirtualKeyStore"/>, <see cref="INamedKeyRegistry"/>,
    /// <see cref="IProviderLimiters"/> and <see cref="IProviderHealth"/>. The host registers a
    /// <see cref="FactoryConfig"/> or an <see cref="IConfigSource"/>, <see cref="ILedger"/>, <c>IStateScan</c> and
    /// <c>IGrainFactory</c>. The meter closes its leases when the host stops: call this after the grains' host is
    /// registered and before what calls models. Safe to call twice.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddFactoryMetering(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdGenerator>(p => new UlidGenerator(p.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IConfigSource>(p => new StaticConfigSource(p.GetRequiredService<FactoryConfig>()));
        services.AddOptions<MeterOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MeterOptions>, MeterOptionsValidator>());
        services.TryAddSingleton(p => p.GetRequiredService<IOptions<MeterOptions>>().Value);
        services.TryAddSingleton<LedgerWriter>();
        services.TryAddSingleton<CostAnomalyDetector>();
        services.TryAddSingleton<BudgetLeaseClient>();
        services.TryAddSingleton<LeaseCoordinator>();
        services.TryAddSingleton<UsageMeter>();
        services.TryAddSingleton<IMeter>(p => p.GetRequiredService<UsageMeter>());
        services.TryAddSingleton<LeaseRecovery>();
        services.TryAddSingleton<VirtualKeyStore>();
        services.TryAddSingleton<IVirtualKeyStore>(p => p.GetRequiredService<VirtualKeyStore>());
        services.TryAddSingleton<INamedKeyRegistry>(p => p.GetRequiredService<VirtualKeyStore>());
        services.AddHostedService<MeterService>();
        return services.AddModelCallPipeline().AddProviderLimits();
    }

    /// <summary>
    /// Adds <see cref="ModelCallPipeline"/> alone, for those who make calls: the gateway and the providers' sessions
    /// add it themselves. The host registers <see cref="IMeter"/> and <see cref="IProviderLimiters"/>. Safe to call
    /// twice.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddModelCallPipeline(this IServiceCollection services)
    {
        services.TryAddSingleton<ModelCallTelemetry>();
        services.TryAddSingleton<ModelCallPipeline>();
        return services;
    }

    private static IServiceCollection AddProviderLimits(this IServiceCollection services)
    {
        services.TryAddSingleton(p => new ProviderLimiters(
            p.GetRequiredService<IConfigSource>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetService<ILedger>(),
            p.GetRequiredService<ILogger<ProviderLimiters>>()));
        services.TryAddSingleton<IProviderLimiters>(p => p.GetRequiredService<ProviderLimiters>());
        services.TryAddSingleton<IProviderHealth>(p => p.GetRequiredService<ProviderLimiters>());
        return services;
    }
}
