using Factory.Deployments.Local;
using Factory.Domain.Deployments;
using Factory.Domain.Retention;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Factory.Deployments;

/// <summary>Registers deliveries and the deploy targets.</summary>
public static class DeploymentsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the delivery runner and the target <c>local</c>, which restores the served products when the host starts
    /// and ends those that nobody uses. Requires the workspace services, the configuration, <c>IGrainFactory</c>,
    /// <c>SecretRedactor</c> and logging. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddFactoryDeployments(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpForwarder();
        services.TryAddSingleton<DeploymentsFile>();
        services.TryAddSingleton<IDeployedBuilds>(static provider => provider.GetRequiredService<DeploymentsFile>());
        services.TryAddSingleton<DeploymentHealthProbe>();
        services.TryAddSingleton<ProductEvents>();
        services.TryAddSingleton<VersionStarter>();
        services.TryAddSingleton<LocalDeployTarget>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeployTarget, LocalDeployTarget>(static provider =>
            provider.GetRequiredService<LocalDeployTarget>()));
        services.TryAddSingleton<IDeployedProducts, DeployedProducts>();
        services.TryAddSingleton<IDeliveryRunner, DeliveryRunner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, LocalDeployTargetService>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ProductSleepService>());
        return services;
    }
}
