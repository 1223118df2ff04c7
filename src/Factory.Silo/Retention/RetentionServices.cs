using Factory.Workshop;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Retention;

/// <summary>Wires the clean-up.</summary>
internal static class RetentionServices
{
    /// <summary>Adds <see cref="RetentionService"/>. Needs storage, the workshop's hands, delivery and the configuration.</summary>
    public static IServiceCollection AddFactoryRetention(this IServiceCollection services)
    {
        services.AddFactoryShelves();
        services.TryAddSingleton<RetentionService>();
        return services;
    }
}
