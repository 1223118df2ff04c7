using Factory.Client;
using Factory.Contracts.Approvals;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>The work of a running silo.</summary>
internal sealed class SiloWorkLists(FactoryClient client) : IWorkLists
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(ApprovalStatus status, CancellationToken cancellationToken) =>
        (await client.ListApprovalsAsync(status, limit: IWorkLists.PageSize, cancellationToken: cancellationToken)).Items;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TaskView>> ListTasksAsync(TaskStage stage, CancellationToken cancellationToken) =>
        (await client.ListTasksAsync(stage: stage, limit: IWorkLists.PageSize, cancellationToken: cancellationToken)).Items;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunView>> ListRunsAsync(RunStatus status, CancellationToken cancellationToken) =>
        (await client.ListRunsAsync(status, limit: IWorkLists.PageSize, cancellationToken: cancellationToken)).Items;
}
