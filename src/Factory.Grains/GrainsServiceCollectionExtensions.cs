using Factory.Domain.Kev;
using Factory.Domain.Outbox;
using Factory.Domain.Tasks;
using Factory.Grains.Kev;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Grains;

/// <summary>Registers the services that the factory's grains take through their constructors.</summary>
public static class GrainsServiceCollectionExtensions
{
    /// <summary>Adds the services of the grains. Safe to call twice.</summary>
    /// <remarks>
    /// The host also registers the ports that the grains use: configuration, ids, clock, storage, providers, metering,
    /// and the runners of attempts and deliveries.
    /// </remarks>
    public static IServiceCollection AddFactoryGrains(this IServiceCollection services)
    {
        services.TryAddSingleton<TaskRules>();
        services.TryAddSingleton<KevRouting>();
        services.TryAddSingleton<ReadyTaskReader>();
        services.TryAddSingleton<IOutboxPublisher, StreamOutboxPublisher>();
        return services;
    }
}
