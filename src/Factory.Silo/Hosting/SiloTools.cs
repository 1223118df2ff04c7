using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Models.Catalogue;
using Factory.Silo.Configuration;
using Factory.Silo.Discovery;
using Factory.Storage;
using Factory.Storage.Indexing;
using Factory.Workshop;

namespace Factory.Silo.Hosting;

/// <summary>What can be done with a silo's configuration, machine and data while no silo runs.</summary>
public static class SiloTools
{
    private static readonly string[] Targets = ["local"];

    /// <summary>Full path of the configuration folder that a silo would use.</summary>
    /// <param name="given">As the operator named it; null for none.</param>
    public static string ConfigFolder(string? given) => Configuration.ConfigFolder.Resolve(given, Environment.GetEnvironmentVariable);

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c> with every problem of every file.</exception>
    public static FactoryConfig ReadConfig(string? folder) => ConfigLoader.Load(ConfigFolder(folder), ReadCatalogue, Targets);

    /// <summary>Everything that is wrong with the configuration, a line each; empty when it is valid.</summary>
    public static IReadOnlyList<string> CheckConfig(string? folder) =>
        [.. ConfigLoader.Check(ConfigFolder(folder), ReadCatalogue, Targets).Problems.Select(p => p.ToString()!)];

    /// <summary>What is on this machine, with versions.</summary>
    public static async Task<IReadOnlyList<Finding>> LookAroundAsync(string? folder, CancellationToken cancellationToken)
    {
        // Broken configuration is reported by its own check; the machine is looked at all the same.
        var config = ConfigLoader.Check(ConfigFolder(folder), ReadCatalogue, Targets).Config;
        await using var services = new ServiceCollection().AddLogging().AddFactoryWorkshopHands().BuildServiceProvider();
        var machine = new MachineDiscovery(
            new DiscoveryOptions(),
            config?.Catalogue ?? new ModelCatalogue([]),
            services.GetRequiredService<Domain.Products.ISandbox>(),
            TimeProvider.System);
        return await machine.LookAsync(withVersions: true, cancellationToken);
    }

    /// <summary>Makes the index anew from the states.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="FactoryException"><c>data.held</c> when a silo holds the folder.</exception>
    public static async Task<int> RebuildIndexAsync(string dataFolder, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(dataFolder));
        using var held = DataFolderLock.Acquire(paths);
        await using var services = new ServiceCollection().AddLogging().AddFactoryStorage(storage =>
        {
            storage.DatabasePath = paths.Database;
            SiloServices.RegisterStates(storage);
        }).BuildServiceProvider();
        return await services.GetRequiredService<IndexMaintenance>().RebuildIndexAsync(cancellationToken);
    }

    private static ModelCatalogue ReadCatalogue(string path) => ModelCatalogueFile.Load(path, Environment.GetEnvironmentVariable).OrThrow();
}
