using Factory.Domain.Configuration;
using Factory.Domain.Sandbox;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Discovery;

/// <summary>Wires the look at the machine.</summary>
public static class DiscoveryServiceCollectionExtensions
{
    /// <summary>Adds <see cref="MachineDiscovery"/>. Needs <see cref="IConfigSource"/>, <see cref="ISandbox"/> and <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddFactoryDiscovery(this IServiceCollection services)
    {
        services.TryAddSingleton<DiscoveryOptions>();
        services.TryAddSingleton(p => new MachineDiscovery(
            p.GetRequiredService<DiscoveryOptions>(),
            p.GetRequiredService<IConfigSource>().Current.Catalogue,
            p.GetRequiredService<ISandbox>(),
            p.GetRequiredService<TimeProvider>()));
        return services;
    }
}
