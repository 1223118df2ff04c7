using Factory.Domain.Builds;
using Factory.Domain.Configuration;
using Factory.Domain.Evidence;
using Factory.Domain.Repositories;
using Factory.Domain.Retention;
using Factory.Domain.Secrets;
using Factory.Domain.WorkingCopies;
using Factory.Workspaces.Builds;
using Factory.Workspaces.Evidence;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.Retention;
using Factory.Workspaces.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Workspaces;

/// <summary>Registers product repositories, working copies, builds and evidence.</summary>
public static class WorkspacesServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IProductRepositories"/>, <see cref="IWorkingCopies"/>, <see cref="IProductBuilds"/>,
    /// <see cref="IEvidenceCollector"/>, the sandbox in which they run commands, and a
    /// <see cref="SecretRedactor"/> of the environment unless there is one. The host registers
    /// <see cref="FactoryPaths"/> and <see cref="FactoryConfig"/>. Safe to call twice.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <param name="configure">Sets the sandbox's options; null for the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactoryWorkspaces(this IServiceCollection services, Action<SandboxOptions>? configure = null)
    {
        services.AddFactorySandbox(configure);
        services.TryAddSingleton<IConfigSource>(p => new StaticConfigSource(p.GetRequiredService<FactoryConfig>()));
        services.TryAddSingleton<GitCommand>();
        services.TryAddSingleton(p => SecretRedactor.FromEnvironment(
            Environment.GetEnvironmentVariables(),
            p.GetRequiredService<IConfigSource>().Current.Catalogue.Providers.Select(provider => provider.KeyVariable)));
        return services.AddRepositories().AddWorkingCopies().AddBuilds();
    }

    /// <summary>
    /// Adds working copies and builds to what <c>factory clean</c> can delete. Requires
    /// <see cref="AddFactoryWorkspaces"/> and an <see cref="IDeployedBuilds"/>.
    /// </summary>
    /// <param name="services">The service collection.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddFactoryWorkspacesRetention(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, WorkingCopyRetention>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, BuildRetention>());
        return services;
    }

    private static IServiceCollection AddRepositories(this IServiceCollection services)
    {
        services.TryAddSingleton<KeyedLocks>();
        services.TryAddSingleton<MirrorRepository>();
        services.TryAddSingleton<ProductRegistry>();
        services.TryAddSingleton<ProductRepositoryFactory>();
        services.TryAddSingleton<RepositoryInspector>();
        services.TryAddSingleton<RepositoryContentValidator>();
        services.TryAddSingleton<ProductWorkTree>();
        services.TryAddSingleton<SecretGuard>();
        services.TryAddSingleton<ProductMerge>();
        services.TryAddSingleton<IProductRepositories, ProductRepositories>();
        services.TryAddSingleton<IChangeReader, ChangeReader>();
        services.TryAddSingleton<IRepositoryBundles, RepositoryBundles>();
        return services;
    }

    private static IServiceCollection AddWorkingCopies(this IServiceCollection services)
    {
        services.TryAddSingleton<WorkingCopyFactory>();
        services.TryAddSingleton<CommitPublisher>();
        services.TryAddSingleton<ChangeConcerns>();
        services.TryAddSingleton<WorkingCopyCommitter>();
        services.TryAddSingleton<WorkingCopyRescue>();
        services.TryAddSingleton<IWorkingCopies, WorkingCopies.WorkingCopies>();
        return services;
    }

    private static IServiceCollection AddBuilds(this IServiceCollection services)
    {
        services.TryAddSingleton<ManifestReader>();
        services.TryAddSingleton<CommandTrustPolicy>();
        services.TryAddSingleton<ProductCheckout>();
        services.TryAddSingleton<BuildStore>();
        services.TryAddSingleton<BuildInspector>();
        services.TryAddSingleton<ProductBuilder>();
        services.TryAddSingleton<BuildCopies>();
        services.TryAddSingleton<ChangeInspector>();
        services.TryAddSingleton<TestCommand>();
        services.TryAddSingleton<BaseTests>();
        services.TryAddSingleton<IProductBuilds, ProductBuilds>();
        services.TryAddSingleton<IEvidenceCollector, EvidenceCollector>();
        return services;
    }
}
