using Factory.Contracts.Api;
using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Retention;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;
using Factory.Silo.Backups;
using Factory.Silo.Hosting;

namespace Factory.Silo.Maintenance;

/// <summary>Operations on a data folder and on this machine that need no running silo.</summary>
/// <remarks>
/// Operations that write to the data folder, or read its database, take the folder's lock and fail with
/// <c>data.locked</c> while a silo holds it; <see cref="BackupAsync"/> is the exception.
/// </remarks>
public interface IDataFolderMaintenance
{
    /// <summary>Full path of the configuration folder that a silo with these options would read.</summary>
    string GetConfigFolder(SiloOptions options);

    /// <summary>Everything that is wrong with the configuration, a line each; empty when it is valid.</summary>
    IReadOnlyList<string> CheckConfig(SiloOptions options);

    /// <summary>
    /// Everything the factory can use on this machine. Works with an invalid configuration too.
    /// </summary>
    Task<IReadOnlyList<DiscoveredItem>> DetectEnvironmentAsync(SiloOptions options, CancellationToken cancellationToken);

    /// <summary>Deletes what the policy no longer keeps.</summary>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>, <c>data.unusable</c>,
    /// <c>config.invalid</c>.</exception>
    Task<CleanReport> CleanAsync(SiloOptions options, CleanRequest request, CancellationToken cancellationToken);

    /// <summary>The runs in the data folder, newest first. Changes nothing.</summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="status">Only with this status; null for all.</param>
    /// <param name="limit">The most runs to return.</param>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<Page<RunView>> ListRunsAsync(SiloOptions options, RunStatus? status, int limit, CancellationToken cancellationToken);

    /// <summary>One run of the data folder. Changes nothing.</summary>
    /// <exception cref="FactoryException"><c>not_found</c>, <c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<RunView> GetRunAsync(SiloOptions options, RunId id, CancellationToken cancellationToken);

    /// <summary>The tasks in the data folder, newest first. Changes nothing.</summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="run">Only tasks of this run; null for all.</param>
    /// <param name="stage">Only in this stage; null for all.</param>
    /// <param name="limit">The most tasks to return.</param>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<Page<TaskView>> ListTasksAsync(SiloOptions options, RunId? run, TaskStage? stage, int limit, CancellationToken cancellationToken);

    /// <summary>One task of the data folder. Changes nothing.</summary>
    /// <exception cref="FactoryException"><c>not_found</c>, <c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<TaskView> GetTaskAsync(SiloOptions options, TaskId id, CancellationToken cancellationToken);

    /// <summary>
    /// The difference that a change makes to a product, as a unified diff; untrusted text. Needs no lock: it also works
    /// while a silo runs.
    /// </summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="product">The product.</param>
    /// <param name="change">A change with its commits.</param>
    /// <exception cref="FactoryException"><c>git.failed</c>: a commit is not there any more.</exception>
    Task<string> ReadDiffAsync(SiloOptions options, ProductRef product, ChangeSet change, CancellationToken cancellationToken);

    /// <summary>The approvals in the data folder, newest first. Changes nothing.</summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="status">Only with this status; null for all.</param>
    /// <param name="limit">The most approvals to return.</param>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<Page<ApprovalView>> ListApprovalsAsync(
        SiloOptions options,
        ApprovalStatus? status,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>Replaces the access token.</summary>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.unusable</c>.</exception>
    TokenRotated RotateToken(SiloOptions options);

    /// <summary>Rebuilds the index from the stored states.</summary>
    /// <returns>The number of rows in the new index.</returns>
    /// <exception cref="FactoryException"><c>data.locked</c>, <c>data.version_too_new</c>,
    /// <c>data.unusable</c>.</exception>
    Task<int> RebuildIndexAsync(SiloOptions options, CancellationToken cancellationToken);

    /// <summary>Writes the data folder into one file, also while its silo runs.</summary>
    /// <param name="options">Names the data folder and the configuration.</param>
    /// <param name="file">Full path; the file must not exist.</param>
    /// <exception cref="FactoryException"><c>backup.failed</c>, <c>data.unusable</c>, <c>git.failed</c>.</exception>
    Task<BackupResult> BackupAsync(SiloOptions options, string file, CancellationToken cancellationToken);

    /// <summary>Restores the data folder from a file that <see cref="BackupAsync"/> wrote.</summary>
    /// <param name="options">Names the data folder.</param>
    /// <param name="file">Full path.</param>
    /// <param name="force">True to move the present content of the folder aside; false to fail when there is
    /// any.</param>
    /// <exception cref="FactoryException">
    /// <c>backup.invalid</c>, <c>backup.failed</c>, <c>data.locked</c>, <c>data.not_empty</c>,
    /// <c>data.version_too_new</c>, <c>data.unusable</c>, <c>git.failed</c>.
    /// </exception>
    Task<RestoreResult> RestoreAsync(SiloOptions options, string file, bool force, CancellationToken cancellationToken);

    /// <summary>
    /// Prepares the PostgreSQL database over which the silos of a cluster find each other. Idempotent.
    /// </summary>
    /// <exception cref="FactoryException"><c>request.invalid</c>, <c>cluster.unreachable</c>,
    /// <c>cluster.rejected</c>.</exception>
    Task<ClusterInitReport> InitClusterAsync(string connectionString, CancellationToken cancellationToken);

    /// <summary>Downloads a model to the operator's own Ollama server.</summary>
    /// <exception cref="FactoryException">There is no server, or it does not have the model.</exception>
    IAsyncEnumerable<ModelPullProgress> PullModelAsync(string model, CancellationToken cancellationToken);
}
