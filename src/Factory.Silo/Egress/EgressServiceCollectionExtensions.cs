using Factory.Configuration.Silos;
using Factory.Domain.Egress;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Forwarder;

namespace Factory.Silo.Egress;

/// <summary>Registers the egress proxies of attempts.</summary>
internal static class EgressServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IEgressProxies"/>. The host registers <see cref="SiloSettings"/>, <c>ISecretStore</c>,
    /// <c>ITemporaryFolders</c>, <c>FactoryPaths</c> and logging.
    /// </summary>
    public static IServiceCollection AddFactoryEgress(this IServiceCollection services)
    {
        services.AddHttpForwarder();
        services.TryAddSingleton<IHostResolver, DnsHostResolver>();
        services.TryAddSingleton(s => new EgressOptions { PrivateHosts = s.GetRequiredService<SiloSettings>().PrivateEgressHosts });
        services.TryAddSingleton(s => new EgressServices(
            s.GetRequiredService<EgressOptions>(),
            s.GetRequiredService<IHostResolver>(),
            s.GetRequiredService<IHttpForwarder>(),
            s.GetRequiredService<ILoggerFactory>(),
            s.GetRequiredService<TimeProvider>(),
            s));
        services.TryAddSingleton<IEgressProxies, EgressProxies>();
        return services;
    }
}
