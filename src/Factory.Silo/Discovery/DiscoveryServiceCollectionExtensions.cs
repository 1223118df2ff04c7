using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Factory.Silo.Discovery;

/// <summary>Registers the discovery of what this machine can do.</summary>
public static class DiscoveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="MachineDiscovery"/>. Needs <see cref="IConfigSource"/>, <see cref="ISandbox"/> and
    /// <see cref="TimeProvider"/>. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddFactoryDiscovery(this IServiceCollection services)
    {
        services.AddOptions<DiscoveryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DiscoveryOptions>, DiscoveryOptionsValidator>());
        services.TryAddSingleton(p => new MachineDiscovery(
            p.GetRequiredService<IOptions<DiscoveryOptions>>().Value,
            p.GetRequiredService<IConfigSource>().Current.Catalogue,
            p.GetRequiredService<ISandbox>(),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
