using Factory.Contracts.Approvals;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Silo.Hosting;
using Factory.Silo.Maintenance;

namespace Factory.Cli.Commands;

/// <summary>The work of a data folder whose silo does not run.</summary>
internal sealed class OfflineWorkLists(IDataFolderMaintenance folder, SiloOptions options) : IWorkLists
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(ApprovalStatus status, CancellationToken cancellationToken) =>
        (await folder.ListApprovalsAsync(options, status, IWorkLists.PageSize, cancellationToken)).Items;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskView>> ListTasksAsync(TaskStage stage, CancellationToken cancellationToken) =>
        (await folder.ListTasksAsync(options, run: null, stage, IWorkLists.PageSize, cancellationToken)).Items;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunView>> ListRunsAsync(RunStatus status, CancellationToken cancellationToken) =>
        (await folder.ListRunsAsync(options, status, IWorkLists.PageSize, cancellationToken)).Items;
}
