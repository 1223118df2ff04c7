using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Products;
using Factory.Models.OllamaWire;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Storage;
using Factory.Storage.Cluster;
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

    /// <summary>Prepares the PostgreSQL database over which silos of the Orleans build find each other; what is there already stays.</summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>, <c>cluster.unreachable</c>, <c>cluster.refused</c>.</exception>
    public static async Task<ClusterInitReport> InitClusterAsync(string connection, CancellationToken cancellationToken)
    {
        var report = await ClusterDatabase.InitAsync(connection, cancellationToken);
        return new ClusterInitReport(report.Where, report.Tables, report.Statements, GrainHosting.Engine);
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
