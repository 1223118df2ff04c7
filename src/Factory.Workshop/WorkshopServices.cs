using Factory.Domain.Configuration;
using Factory.Domain.Products;
using Factory.Domain.Retention;
using Factory.Workshop.Builds;
using Factory.Workshop.Evidence;
using Factory.Workshop.Git;
using Factory.Workshop.Repositories;
using Factory.Workshop.Retention;
using Factory.Workshop.Sandbox;
using Factory.Workshop.WorkingCopies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Factory.Workshop;

/// <summary>Registers what works with repositories, commands and products.</summary>
public static class WorkshopServices
{
    /// <summary>
    /// Adds product repositories, working copies, the sandbox, builds and evidence. Needs <see cref="FactoryPaths"/> and
    /// <see cref="FactoryConfig"/> to be registered by the host. Safe to call twice.
    /// </summary>
    public static IServiceCollection AddFactoryWorkshopHands(this IServiceCollection services, Action<SandboxOptions>? configure = null)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConfigSource>(p => new FixedConfig(p.GetRequiredService<FactoryConfig>()));
        services.TryAddSingleton<GitCommand>();
        services.AddOptions<SandboxOptions>().Configure(options => configure?.Invoke(options));
        AddRepositories(services);
        services.TryAddSingleton<ISandbox>(static provider => SandboxProbe.Find(provider.Options(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ITemporaryFolders, TemporaryFolders>();
        services.TryAddSingleton<ManifestReader>();
        services.TryAddSingleton<CommandTrustPolicy>();
        services.TryAddSingleton<ProductCheckout>();
        services.TryAddSingleton<ProductBuilder>();
        services.TryAddSingleton<BuildCopies>();
        services.TryAddSingleton<ChangeRules>();
        services.TryAddSingleton<IProductBuilds, ProductBuilds>();
        services.TryAddSingleton<IEvidenceCollector, EvidenceCollector>();
        return services;
    }

    private static void AddRepositories(IServiceCollection services)
    {
        services.TryAddSingleton<RepositoryLocks>();
        services.TryAddSingleton<MirrorRepository>();
        services.TryAddSingleton<ProductRegistry>();
        services.TryAddSingleton<RepositoryInspector>();
        services.TryAddSingleton<RepositoryContent>();
        services.TryAddSingleton<ProductWorkTree>();
        services.TryAddSingleton<ProductMerge>();
        services.TryAddSingleton<IProductRepositories, ProductRepositories>();
        services.TryAddSingleton<IRepositoryBundles, RepositoryBundles>();
        services.TryAddSingleton<WorkingCopyFactory>();
        services.TryAddSingleton<WorkingCopyCommitter>();
        services.TryAddSingleton<IWorkingCopies, WorkingCopies.WorkingCopies>();
    }

    /// <summary>Adds what <c>factory clean</c> empties. Needs <see cref="AddFactoryWorkshopHands"/> and an <see cref="IDeployedBuilds"/>.</summary>
    public static IServiceCollection AddFactoryShelves(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, TranscriptRetention>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, WorkingCopyRetention>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetentionTarget, BuildRetention>());
        return services;
    }

    internal static SandboxOptions Options(this IServiceProvider provider) =>
        provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<SandboxOptions>>().Value;
}
