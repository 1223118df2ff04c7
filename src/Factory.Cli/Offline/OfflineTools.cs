using Factory.Contracts.Api;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Domain.Models;
using Factory.Silo.Hosting;
using Factory.Silo.Offline.Backups;
using Factory.Silo.Offline;

namespace Factory.Cli.Offline;

/// <inheritdoc/>
internal sealed class OfflineTools : IOfflineTools
{
    public string ConfigFolder(Settings settings) => SiloOffline.ConfigFolderOf(Options(settings));

    public IReadOnlyList<string> CheckConfig(Settings settings) => SiloOffline.CheckConfig(Options(settings));

    public Task<IReadOnlyList<Finding>> LookAroundAsync(Settings settings, CancellationToken cancellationToken) =>
        SiloOffline.LookAroundAsync(Options(settings), cancellationToken);

    public Task<CleanReport> CleanAsync(Settings settings, CleanRequest request, CancellationToken cancellationToken) =>
        SiloOffline.CleanAsync(Options(settings), request, cancellationToken);

    public Task<Page<RunView>> ListRunsAsync(Settings settings, RunStatus? status, int limit, CancellationToken cancellationToken) =>
        SiloOffline.ListRunsAsync(Options(settings), status, limit, cancellationToken);

    public Task<RunView> GetRunAsync(Settings settings, RunId id, CancellationToken cancellationToken) => SiloOffline.GetRunAsync(Options(settings), id, cancellationToken);

    public TokenRotated RotateToken(Settings settings) => SiloOffline.RotateToken(Options(settings));

    public Task<int> RebuildIndexAsync(Settings settings, CancellationToken cancellationToken) =>
        SiloOffline.RebuildIndexAsync(Options(settings), cancellationToken);

    public Task<BackupResult> BackupAsync(Settings settings, string file, CancellationToken cancellationToken) =>
        SiloOffline.BackupAsync(Options(settings), file, cancellationToken);

    public Task<RestoreResult> RestoreAsync(Settings settings, string file, bool force, CancellationToken cancellationToken) =>
        SiloOffline.RestoreAsync(Options(settings), file, force, cancellationToken);

    public Task<ClusterInitReport> InitClusterAsync(string connection, CancellationToken cancellationToken) =>
        SiloOffline.InitClusterAsync(connection, cancellationToken);

    public IAsyncEnumerable<PullProgress> PullModelAsync(string model, CancellationToken cancellationToken) => SiloOffline.PullModelAsync(model, cancellationToken);

    private static SiloOptions Options(Settings settings) => new() { DataFolder = settings.Data, ConfigFolder = settings.Config };
}
