using Factory.Configuration.Reload;
using Factory.Domain.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Configuration;

/// <summary>Registers the configuration and its reload.</summary>
public static class ConfigurationServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IConfigSource"/> and <see cref="ConfigReloader"/>, and watches the folder once the host has
    /// started. Requires <see cref="IConfigChangeHandler"/>,
    /// <see cref="Factory.Domain.Providers.IProviderAvailability"/>, logging.
    /// </summary>
    /// <param name="reader">Reads the folder.</param>
    /// <param name="config">The configuration that is being read; it must have completed before the first service is
    /// resolved.</param>
    public static IServiceCollection AddFactoryConfiguration(
        this IServiceCollection services,
        ConfigReader reader,
        Task<LoadedConfig> config)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(reader);

        // Does not block, because the task has completed; factories of the container cannot be asynchronous.
        services.TryAddSingleton(_ => new ConfigMonitor(config.GetAwaiter().GetResult()));
        services.TryAddSingleton<IConfigSource>(s => s.GetRequiredService<ConfigMonitor>());
        services.TryAddSingleton<ConfigReloader>();
        services.AddHostedService<ConfigWatcher>();
        return services;
    }
}
