using Factory.Contracts.Approvals;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>
/// Lists of work, newest first, at most <see cref="PageSize"/> each: from a running silo, or from its data folder.
/// </summary>
internal interface IWorkLists
{
    /// <summary>The greatest page that the API has. An operator with more answers these first and asks again.</summary>
    const int PageSize = 200;

    /// <summary>The approvals with a status.</summary>
    Task<IReadOnlyList<ApprovalView>> ListApprovalsAsync(ApprovalStatus status, CancellationToken cancellationToken);

    /// <summary>The tasks in a stage.</summary>
    Task<IReadOnlyList<TaskView>> ListTasksAsync(TaskStage stage, CancellationToken cancellationToken);

    /// <summary>The runs with a status.</summary>
    Task<IReadOnlyList<RunView>> ListRunsAsync(RunStatus status, CancellationToken cancellationToken);
}
