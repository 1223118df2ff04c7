using Factory.Contracts.Api;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Domain.Models;
using Factory.Silo.Backups;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Maintenance;

/// <inheritdoc/>
internal sealed class OfflineOperations : IOfflineOperations
{
    public string ConfigFolder(GlobalSettings settings) => DataFolderMaintenance.ConfigFolderOf(Options(settings));

    public IReadOnlyList<string> CheckConfig(GlobalSettings settings) => DataFolderMaintenance.CheckConfig(Options(settings));

    public Task<IReadOnlyList<DiscoveredItem>> DetectEnvironmentAsync(GlobalSettings settings, CancellationToken cancellationToken) =>
        DataFolderMaintenance.DetectEnvironmentAsync(Options(settings), cancellationToken);

    public Task<CleanReport> CleanAsync(GlobalSettings settings, CleanRequest request, CancellationToken cancellationToken) =>
        DataFolderMaintenance.CleanAsync(Options(settings), request, cancellationToken);

    public Task<Page<RunView>> ListRunsAsync(GlobalSettings settings, RunStatus? status, int limit, CancellationToken cancellationToken) =>
        DataFolderMaintenance.ListRunsAsync(Options(settings), status, limit, cancellationToken);

    public Task<RunView> GetRunAsync(GlobalSettings settings, RunId id, CancellationToken cancellationToken) => DataFolderMaintenance.GetRunAsync(Options(settings), id, cancellationToken);

    public TokenRotated RotateToken(GlobalSettings settings) => DataFolderMaintenance.RotateToken(Options(settings));

    public Task<int> RebuildIndexAsync(GlobalSettings settings, CancellationToken cancellationToken) =>
        DataFolderMaintenance.RebuildIndexAsync(Options(settings), cancellationToken);

    public Task<BackupResult> BackupAsync(GlobalSettings settings, string file, CancellationToken cancellationToken) =>
        DataFolderMaintenance.BackupAsync(Options(settings), file, cancellationToken);

    public Task<RestoreResult> RestoreAsync(GlobalSettings settings, string file, bool force, CancellationToken cancellationToken) =>
        DataFolderMaintenance.RestoreAsync(Options(settings), file, force, cancellationToken);

    public Task<ClusterInitReport> InitClusterAsync(string connection, CancellationToken cancellationToken) =>
        DataFolderMaintenance.InitClusterAsync(connection, cancellationToken);

    public IAsyncEnumerable<ModelPullProgress> PullModelAsync(string model, CancellationToken cancellationToken) => DataFolderMaintenance.PullModelAsync(model, cancellationToken);

    private static SiloOptions Options(GlobalSettings settings) => new() { DataFolder = settings.Data, ConfigFolder = settings.Config };
}
