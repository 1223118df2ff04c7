using Factory.Domain.Events;
using Factory.Domain.Health;
using Factory.Domain.Idempotency;
using Factory.Domain.Indexing;
using Factory.Domain.Ledger;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Storage.Events;
using Factory.Storage.Health;
using Factory.Storage.Idempotency;
using Factory.Storage.Indexing;
using Factory.Storage.Ledger;
using Factory.Storage.Outbox;
using Factory.Storage.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Factory.Storage;

/// <summary>Registers the store with a host.</summary>
public static class StorageServiceCollectionExtensions
{
    /// <summary>
    /// Registers grain storage (also under <see cref="StorageNames.Factory"/>), event log, index, state scanner, ledger
    /// and idempotency store. Call it before the grains' host is registered, so that the database is opened before that
    /// starts and closed after it has stopped.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets the options; <see cref="StorageOptions.DatabasePath"/> is required.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddFactoryStorage(this IServiceCollection services, Action<StorageOptions> configure)
    {
        services.AddOptions<StorageOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static s => FactoryDatabase.Open(
            s.GetRequiredService<IOptions<StorageOptions>>().Value,
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<FactoryDatabase>>()));
        services.AddHostedService<StorageStartup>();
        services.TryAddSingleton<IStorageHealth>(static s => s.GetRequiredService<FactoryDatabase>().Health);
        services.AddHostedService(static s => new DatabaseIntegrityCheck(s.GetRequiredService<FactoryDatabase>()));

        services.TryAddSingleton<SqliteGrainStorage>();
        services.TryAddSingleton<IGrainStorage>(static s => s.GetRequiredService<SqliteGrainStorage>());
        services.TryAddKeyedSingleton<IGrainStorage>(StorageNames.Factory, static (s, _) => s.GetRequiredService<SqliteGrainStorage>());
        services.TryAddSingleton<IEventLog, SqliteEventLog>();
        services.TryAddSingleton<IStateIndex, SqliteStateIndex>();
        services.TryAddSingleton<IStateScanner, StateScanner>();
        services.TryAddSingleton<IIdempotencyStore, SqliteIdempotencyStore>();
        services.TryAddSingleton<ILedger, SqliteLedger>();
        services.TryAddSingleton<ITaskCosts, SqliteTaskCosts>();
        services.TryAddSingleton(static s => new IndexMaintenance(s.GetRequiredService<FactoryDatabase>()));
        return services;
    }

    /// <summary>
    /// Registers the service that publishes outbox messages through the <see cref="IOutboxPublisher"/>. Call it after
    /// the grains' host is registered:
    /// it must start after that and stop before it.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddFactoryOutbox(this IServiceCollection services)
    {
        services.TryAddSingleton(static s => new OutboxSweeper(
            s.GetRequiredService<FactoryDatabase>(),
            s.GetRequiredService<IOutboxPublisher>(),
            s.GetRequiredService<ILogger<OutboxSweeper>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Hosting.IHostedService, OutboxSweeper>(
            static s => s.GetRequiredService<OutboxSweeper>()));
        return services;
    }
}
