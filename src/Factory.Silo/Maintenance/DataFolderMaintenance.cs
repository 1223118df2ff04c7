using System.Text.Json;
using Factory.Configuration.Workloads;
using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Deployments;
using Factory.Domain.Configuration;
using Factory.Domain.Indexing;
using Factory.Domain.Models;
using Factory.Domain.Repositories;
using Factory.Domain.Routing.Simulation;
using Factory.Domain.Sandbox;
using Factory.Providers.Ollama;
using Factory.Silo.Access;
using Factory.Silo.Api;
using Factory.Silo.Backups;
using Factory.Silo.Discovery;
using Factory.Silo.Hosting;
using Factory.Silo.Retention;
using Factory.Silo.Runs;
using Factory.Storage;
using Factory.Storage.Cluster;
using Factory.Storage.Indexing;
using Factory.Workspaces;

namespace Factory.Silo.Maintenance;

/// <inheritdoc cref="IDataFolderMaintenance"/>
public sealed class DataFolderMaintenance : IDataFolderMaintenance
{
    /// <inheritdoc/>
    public string GetConfigFolder(SiloOptions options) => SiloConfigReaders.CreateReader(options).Folder;

    /// <inheritdoc/>
    public IReadOnlyList<string> CheckConfig(SiloOptions options) =>
        [.. SiloConfigReaders.CreateReader(options).TryLoad().Problems.Select(p => p.ToString())];

    /// <summary>Reads and checks a workload to replay.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: it is not there, or not a workload; the message says
    /// all that is wrong.</exception>
    public static Workload ReadWorkload(string path) => WorkloadFile.Read(path);

    /// <summary>Full paths of the workloads in a configuration folder.</summary>
    public static IReadOnlyList<string> ListWorkloads(string configFolder) => WorkloadFile.List(configFolder);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DiscoveredItem>> DetectEnvironmentAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddFactoryWorkspaces(sandbox =>
        {
            sandbox.Unsandboxed = options.Unsandboxed;
            sandbox.UseBubblewrap = !MachineDiscovery.IsSandboxOff(Environment.GetEnvironmentVariable);
        });
        await using var provider = services.BuildServiceProvider();
        var machine = new MachineDiscovery(
            new DiscoveryOptions(),
            SiloConfigReaders.CreateReader(options).TryLoad().Value?.Catalogue ?? new ModelCatalogue([]),
            provider.GetRequiredService<ISandbox>(),
            provider.GetRequiredService<TimeProvider>());
        return await machine.DiscoverAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ClusterInitReport> InitClusterAsync(string connectionString, CancellationToken cancellationToken)
    {
        var report = await ClusterDatabase.InitAsync(connectionString, cancellationToken);
        return new ClusterInitReport(report.Server, report.TablesCreated, report.StatementsAdded);
    }

    /// <inheritdoc/>
    public TokenRotated RotateToken(SiloOptions options)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        using var folder = DataFolderLock.Acquire(paths);

        // Under the lock: a running silo has the token in memory and would go on accepting the old one only.
        TokenFile.Replace(paths.TokenFile, TokenFile.Generate());
        return new TokenRotated(TimeProvider.System.GetUtcNow());
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ModelPullProgress> PullModelAsync(string model, CancellationToken cancellationToken) =>
        OllamaPull.PullAsync(model, Environment.GetEnvironmentVariable, TimeProvider.System, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RebuildIndexAsync(SiloOptions options, CancellationToken cancellationToken)
    {
        var paths = ExistingPathsOf(options);
        using var folder = DataFolderLock.Acquire(paths);
        return await RebuildIndexAsync(paths, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CleanReport> CleanAsync(SiloOptions options, CleanRequest request, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        if (!File.Exists(paths.Database))
        {
            // Before the lock is taken, which would create the folder.
            return new CleanReport(request.DryRun, [], [], 0);
        }

        using var folder = DataFolderLock.Acquire(paths);
        var reader = SiloConfigReaders.CreateReader(options);
        await using var provider = CreateStorageServices(paths)
            .AddSingleton(paths)
            .AddSingleton<IConfigSource>(new StaticConfigSource(reader.Load().Config))
            .AddSingleton(reader.TryLoadSilo().OrThrow($"The silo's own configuration in {reader.Folder}"))
            .AddFactoryWorkspaces()
            .AddFactoryDeployments()
            .AddFactoryRetention()
            .BuildServiceProvider();
        return await provider.GetRequiredService<RetentionService>()
            .CleanAsync(
                request.DryRun,
                request.OlderThanSeconds is { } age ? TimeSpan.FromSeconds(age) : null,
                request.Force,
                cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BackupResult> BackupAsync(SiloOptions options, string file, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        await using var provider = CreateWorkspaceServices(paths);

        // No lock is taken: a backup is also made while a silo runs.
        var writer = new BackupWriter(
            paths,
            GetConfigFolder(options),
            provider.GetRequiredService<IRepositoryBundles>(),
            provider.GetRequiredService<TimeProvider>());
        return await writer.WriteAsync(file, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RestoreResult> RestoreAsync(SiloOptions options, string file, bool force, CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        await using var provider = CreateWorkspaceServices(paths);
        var restorer = new BackupRestorer(
            paths,
            provider.GetRequiredService<IRepositoryBundles>(),
            provider.GetRequiredService<TimeProvider>());
        return await restorer.RestoreAsync(file, force, staging => RebuildIndexAsync(staging, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Page<RunView>> ListRunsAsync(
        SiloOptions options,
        RunStatus? status,
        int limit,
        CancellationToken cancellationToken)
    {
        var page = (await ListAsync<RunView>(options, "run", null, StatusNames(status), limit, cancellationToken)).WithoutDetails();
        var runs = new List<RunView>(page.Items.Count);
        foreach (var run in page.Items)
        {
            runs.Add(run.WithoutSilo(await IsStoppedAsync(options, run, cancellationToken)));
        }

        return page with { Items = runs };
    }

    /// <inheritdoc/>
    public async Task<Page<TaskView>> ListTasksAsync(
        SiloOptions options,
        RunId? run,
        TaskStage? stage,
        int limit,
        CancellationToken cancellationToken) =>
        (await ListAsync<TaskView>(options, "task", run?.Value, StatusNames(stage), limit, cancellationToken)).WithoutDetails();

    /// <inheritdoc/>
    public Task<Page<ApprovalView>> ListApprovalsAsync(
        SiloOptions options,
        ApprovalStatus? status,
        int limit,
        CancellationToken cancellationToken) =>
        ListAsync<ApprovalView>(options, "approval", null, StatusNames(status), limit, cancellationToken);

    /// <inheritdoc/>
    public async Task<RunView> GetRunAsync(SiloOptions options, RunId id, CancellationToken cancellationToken)
    {
        var run = await FindAsync<RunView>(options, "run", id.Value, cancellationToken);
        return run.WithoutSilo(await IsStoppedAsync(options, run, cancellationToken));
    }

    /// <inheritdoc/>
    public Task<TaskView> GetTaskAsync(SiloOptions options, TaskId id, CancellationToken cancellationToken) =>
        FindAsync<TaskView>(options, "task", id.Value, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ReadDiffAsync(
        SiloOptions options,
        ProductRef product,
        ChangeSet change,
        CancellationToken cancellationToken)
    {
        await using var provider = CreateWorkspaceServices(new FactoryPaths(Path.GetFullPath(options.DataFolder)));
        return await provider.GetRequiredService<IChangeReader>()
            .ReadDiffAsync(product, change.BaseCommit ?? "", change.Commit ?? "", cancellationToken);
    }

    private static async Task<bool?> IsStoppedAsync(SiloOptions options, RunView run, CancellationToken cancellationToken) =>
        run.Url is null ? null : await StoredProducts.IsStoppedAsync(
            new FactoryPaths(Path.GetFullPath(options.DataFolder)),
            run.Product.Name,
            cancellationToken);

    private static IReadOnlyList<string>? StatusNames<T>(T? value)
        where T : struct, Enum => RequestValidation.ParseEnumNames<T>(value?.ToString(), "status");

    private static async Task<Page<T>> ListAsync<T>(
        SiloOptions options,
        string kind,
        string? parent,
        IReadOnlyList<string>? statuses,
        int limit,
        CancellationToken cancellationToken)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        if (!File.Exists(paths.Database))
        {
            return new Page<T>([], null);
        }

        using var folder = DataFolderLock.Acquire(paths);
        await using var provider = CreateStorageServices(paths).BuildServiceProvider();
        return await provider.GetRequiredService<IStateIndex>()
            .ReadPageAsync<T>(kind, parent, statuses, null, limit, cancellationToken);
    }

    private static async Task<T> FindAsync<T>(SiloOptions options, string kind, string id, CancellationToken cancellationToken)
    {
        var missing = new FactoryException(ErrorCodes.NotFound, $"There is no {kind} {id}.", $"List them with: factory {kind} list");
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        if (!File.Exists(paths.Database))
        {
            // An empty folder has no runs: the same answer as of a list, and not an error of the folder.
            throw missing;
        }

        using var folder = DataFolderLock.Acquire(paths);
        await using var provider = CreateStorageServices(paths).BuildServiceProvider();
        return await provider.GetRequiredService<IStateIndex>().FindAsync(kind, id, cancellationToken) is { } row
            ? JsonSerializer.Deserialize<T>(row.View, FactoryJson.Options)!
            : throw missing;
    }

    private static ServiceProvider CreateWorkspaceServices(FactoryPaths paths) =>
        new ServiceCollection().AddSingleton(paths).AddFactoryWorkspaces().BuildServiceProvider();

    private static async Task<int> RebuildIndexAsync(FactoryPaths paths, CancellationToken cancellationToken)
    {
        await using var provider = CreateStorageServices(paths).BuildServiceProvider();
        return await provider.GetRequiredService<IndexMaintenance>().RebuildIndexAsync(cancellationToken);
    }

    private static FactoryPaths ExistingPathsOf(SiloOptions options)
    {
        var paths = new FactoryPaths(Path.GetFullPath(options.DataFolder));
        return File.Exists(paths.Database)
            ? paths
            : throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"There is no factory data in {paths.Data}.",
                "Name the folder with --data DIR.");
    }

    private static IServiceCollection CreateStorageServices(FactoryPaths paths) =>
        new ServiceCollection().AddLogging().AddFactoryStorage(storage =>
    {
        EmptiedDatabase.EnsureNone(paths);
        storage.DatabasePath = paths.Database;
        SiloServiceCollectionExtensions.RegisterStates(storage);
    });
}
