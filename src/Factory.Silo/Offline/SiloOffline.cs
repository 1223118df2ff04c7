using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Retention;
using Factory.Delivery;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Products;
using Factory.Silo.Access;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Silo.Retention;
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

    /// <summary>Makes a new access token.</summary>
    /// <exception cref="FactoryException"><c>data.held</c>, <c>data.unusable</c>.</exception>
    public static TokenRotated RotateToken(SiloOptions options)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        using var folder = DataFolderLock.Acquire(paths);
        TokenFile.Replace(paths.TokenFile, TokenFile.Draw());
        return new TokenRotated(TimeProvider.System.GetUtcNow());
    }

    /// <summary>Makes the index anew from the states.</summary>
    /// <returns>How many rows it has now.</returns>
    /// <exception cref="FactoryException"><c>data.held</c>, <c>data.newer</c>, <c>data.unusable</c>.</exception>
    public static async Task<int> RebuildIndexAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var paths = PathsOf(options);
        using var folder = DataFolderLock.Acquire(paths);
        await using var provider = Storage(paths).BuildServiceProvider();
        return await provider.GetRequiredService<IndexMaintenance>().RebuildIndexAsync(cancellationToken);
    }

    /// <summary>Deletes what has been kept long enough.</summary>
    /// <exception cref="FactoryException"><c>data.held</c>, <c>data.newer</c>, <c>data.unusable</c>, <c>config.invalid</c>.</exception>
    public static async Task<CleanReport> CleanAsync(SiloOptions options, CleanRequest request, CancellationToken cancellationToken)
    {
        var paths = PathsOf(options);
        using var folder = DataFolderLock.Acquire(paths);
        await using var provider = Storage(paths)
            .AddSingleton(paths)
            .AddSingleton<IConfigSource>(new FixedConfig(SiloConfig.Read(options).Config))
            .AddFactoryWorkshopHands()
            .AddFactoryDelivery()
            .AddFactoryRetention()
            .BuildServiceProvider();
        return await provider.GetRequiredService<Cleaner>()
            .CleanAsync(request.DryRun, request.OlderThanSeconds is { } age ? TimeSpan.FromSeconds(age) : null, cancellationToken);
    }

    private static FactoryPaths PathsOf(SiloOptions options)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        return File.Exists(paths.Database)
            ? paths
            : throw new FactoryException(ErrorCodes.DataUnusable, $"There is no factory data in {paths.Data}.", "Name the folder with --data DIR.");
    }

    private static IServiceCollection Storage(FactoryPaths paths) => new ServiceCollection().AddLogging().AddFactoryStorage(storage =>
    {
        storage.DatabasePath = paths.Database;
        SiloServices.RegisterStates(storage);
    });
}
