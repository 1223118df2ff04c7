using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Products;
using Factory.Models.OllamaWire;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Silo.Offline.Backups;
using Factory.Storage;
using Factory.Storage.Indexing;
using Factory.Workshop;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Offline;

/// <summary>What can be done with a silo's files while no silo runs.</summary>
public static class SiloOffline
{
    /// <summary>Full path of the configuration folder that a silo with these options would read.</summary>
    public static string ConfigFolderOf(SiloOptions options) => SiloConfig.FolderOf(options);

    /// <summary>Everything that is wrong with the configuration, a line each; empty when it is valid.</summary>
    public static IReadOnlyList<string> CheckConfig(SiloOptions options) => [.. SiloConfig.Check(options).Problems.Select(p => p.ToString())];

    /// <summary>What is on this machine, with versions. Works with a wrong configuration too.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAroundAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddFactoryWorkshopHands(sandbox => sandbox.Unsandboxed = options.Unsandboxed);
        await using var provider = services.BuildServiceProvider();
        var machine = new MachineDiscovery(
            new DiscoveryOptions(),
            SiloConfig.Check(options).Config?.Catalogue ?? new ModelCatalogue([]),
            provider.GetRequiredService<ISandbox>(),
            provider.GetRequiredService<TimeProvider>());
        return await machine.LookAsync(withVersions: true, cancellationToken);
    }

    /// <summary>Fetches a model to the operator's own Ollama server; see <see cref="OllamaPull"/>.</summary>
    public static IAsyncEnumerable<PullProgress> PullModelAsync(string model, CancellationToken cancellationToken) =>
        OllamaPull.PullAsync(model, Environment.GetEnvironmentVariable, TimeProvider.System, cancellationToken);

    /// <summary>Makes the index anew from the states.</summary>
    /// <returns>How many rows it has now.</returns>
    /// <exception cref="FactoryException"><c>data.held</c>, <c>data.newer</c>, <c>data.unusable</c>.</exception>
    public static async Task<int> RebuildIndexAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        if (!File.Exists(paths.Database))
        {
            throw new FactoryException(ErrorCodes.DataUnusable, $"There is no factory data in {paths.Data}.", "Name the folder with --data DIR.");
        }

        using var folder = DataFolderLock.Acquire(paths);
        return await RebuildIndexAsync(paths, cancellationToken);
    }

    /// <summary>Writes the data folder into a file, also while its silo works.</summary>
    /// <param name="options">Names the data folder and the configuration.</param>
    /// <param name="file">Full path; must not be there yet.</param>
    /// <exception cref="FactoryException"><c>backup.failed</c>, <c>data.unusable</c>, <c>git.failed</c>.</exception>
    public static async Task<BackupResult> BackupAsync(SiloOptions options, string file, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        await using var provider = Hands(paths);
        var writer = new BackupWriter(paths, ConfigFolderOf(options), provider.GetRequiredService<IRepositoryBundles>(), provider.GetRequiredService<TimeProvider>());
        return await writer.WriteAsync(file, cancellationToken);
    }

    /// <summary>Makes the data folder from a file that <see cref="BackupAsync"/> wrote.</summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="file">Full path.</param>
    /// <param name="force">True to move what is in the folder aside; false to refuse.</param>
    /// <exception cref="FactoryException"><c>backup.invalid</c>, <c>backup.failed</c>, <c>data.held</c>, <c>data.not_empty</c>, <c>data.newer</c>, <c>data.unusable</c>, <c>git.failed</c>.</exception>
    public static async Task<RestoreResult> RestoreAsync(SiloOptions options, string file, bool force, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        await using var provider = Hands(paths);
        var restorer = new BackupRestorer(paths, provider.GetRequiredService<IRepositoryBundles>(), provider.GetRequiredService<TimeProvider>());
        return await restorer.RestoreAsync(file, force, staging => RebuildIndexAsync(staging, cancellationToken), cancellationToken);
    }

    private static ServiceProvider Hands(FactoryPaths paths)
    {
        var services = new ServiceCollection();
        services.AddSingleton(paths);
        services.AddFactoryWorkshopHands();
        return services.BuildServiceProvider();
    }

    private static async Task<int> RebuildIndexAsync(FactoryPaths paths, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddFactoryStorage(storage =>
        {
            storage.DatabasePath = paths.Database;
            SiloServices.RegisterStates(storage);
        });
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<IndexMaintenance>().RebuildIndexAsync(cancellationToken);
    }
}
