using Factory.Contracts.Api;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Domain.Models;
using Factory.Silo.Backups;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Maintenance;

/// <summary>What the command does by itself, without a silo.</summary>
internal interface IOfflineOperations
{
    /// <summary>Full path of the configuration folder that a silo would use.</summary>
    string ConfigFolder(GlobalSettings settings);

    /// <summary>Everything that is wrong with the configuration; empty when it is valid.</summary>
    IReadOnlyList<string> CheckConfig(GlobalSettings settings);

    /// <summary>What is on this machine, with versions.</summary>
    Task<IReadOnlyList<DiscoveredItem>> DetectEnvironmentAsync(GlobalSettings settings, CancellationToken cancellationToken);

    /// <summary>Deletes what has been kept long enough; no silo may hold the data folder.</summary>
    Task<CleanReport> CleanAsync(GlobalSettings settings, CleanRequest request, CancellationToken cancellationToken);

    /// <summary>The runs in the data folder; no silo may hold it.</summary>
    Task<Page<RunView>> ListRunsAsync(GlobalSettings settings, RunStatus? status, int limit, CancellationToken cancellationToken);

    /// <summary>One run of the data folder; no silo may hold it.</summary>
    Task<RunView> GetRunAsync(GlobalSettings settings, RunId id, CancellationToken cancellationToken);

    /// <summary>Makes a new access token; no silo may hold the data folder.</summary>
    TokenRotated RotateToken(GlobalSettings settings);

    /// <summary>Makes the index anew from the states; no silo may hold the data folder.</summary>
    /// <returns>How many rows it has now.</returns>
    Task<int> RebuildIndexAsync(GlobalSettings settings, CancellationToken cancellationToken);

    /// <summary>Writes the data folder into a file, also while its silo works.</summary>
    /// <param name="settings">Names the data folder and the configuration.</param>
    /// <param name="file">Full path; must not be there yet.</param>
    Task<BackupResult> BackupAsync(GlobalSettings settings, string file, CancellationToken cancellationToken);

    /// <summary>Makes the data folder from such a file; no silo may hold it.</summary>
    /// <param name="settings">Names the data folder.</param>
    /// <param name="file">Full path.</param>
    /// <param name="force">True to move what is in the folder aside; false to refuse.</param>
    Task<RestoreResult> RestoreAsync(GlobalSettings settings, string file, bool force, CancellationToken cancellationToken);

    /// <summary>Prepares the PostgreSQL database over which silos find each other; what is there already stays.</summary>
    Task<ClusterInitReport> InitClusterAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Fetches a model to the operator's own Ollama server.</summary>
    IAsyncEnumerable<ModelPullProgress> PullModelAsync(string model, CancellationToken cancellationToken);
}
