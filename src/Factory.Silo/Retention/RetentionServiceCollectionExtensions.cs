using Factory.Agents;
using Factory.Workspaces;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Silo.Retention;

/// <summary>Registers retention.</summary>
internal static class RetentionServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="RetentionService"/>. Needs storage, agents, workspaces, deployments and the configuration.
    /// </summary>
    public static IServiceCollection AddFactoryRetention(this IServiceCollection services)
    {
        services.AddFactoryAgentsRetention();
        services.AddFactoryWorkspacesRetention();
        services.TryAddSingleton<RetentionService>();
        return services;
    }
}
