using Factory.Cli.Output;
using Factory.Contracts.Approvals;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Cli.Commands;

/// <summary>One thing that waits for the operator.</summary>
/// <param name="Kind"><c>approval</c>, <c>question</c> or <c>failure</c>.</param>
/// <param name="Id">The approval, task or run.</param>
/// <param name="Text">What it is about; untrusted.</param>
/// <param name="Command">What to type, without <c>--data</c>.</param>
/// <param name="At">Since when it waits.</param>
internal sealed record InboxItem(string Kind, string Id, string Text, string Command, DateTimeOffset At)
{
    /// <summary>Everything that waits, oldest first.</summary>
    /// <param name="lists">The work of the silo or of its data folder.</param>
    /// <param name="failedAfter">Older failures are left out: nothing else would ever remove them.</param>
    public static async Task<IReadOnlyList<InboxItem>> FindAsync(
        IWorkLists lists,
        DateTimeOffset failedAfter,
        CancellationToken cancellationToken)
    {
        var approvals = await lists.ListApprovalsAsync(ApprovalStatus.Pending, cancellationToken);
        var working = await lists.ListTasksAsync(TaskStage.InProgress, cancellationToken);
        var runs = await lists.ListRunsAsync(RunStatus.Failed, cancellationToken);
        var tasks = await lists.ListTasksAsync(TaskStage.Failed, cancellationToken);
        return
        [
            .. approvals.Select(Of)
                .Concat(working.Where(t => t.Question is { Answer: null }).Select(OfQuestion))
                .Concat(runs.Where(r => r.FinishedAt >= failedAfter).Select(Of))

                // The failure of a task of a run is that of the run.
                .Concat(tasks.Where(t => t.Spec.Run is null && t.UpdatedAt >= failedAfter).Select(OfFailure))
                .OrderBy(i => i.At),
        ];
    }

    private static InboxItem Of(ApprovalView approval) => new(
        "approval",
        approval.Id.Value,
        approval.Request.Summary,
        $"factory approve {approval.Id}",
        approval.RequestedAt);

    private static InboxItem OfQuestion(TaskView task) => new(
        "question",
        task.Id.Value,
        task.Question!.Text,
        $"factory answer {task.Id} \"…\"",
        task.Question.AskedAt);

    private static InboxItem Of(RunView run) => new(
        "failure",
        run.Id.Value,
        $"{run.Product.Name}: {run.Problem?.Message ?? "failed"}",
        CommandHint.FindRetry(run.Problem?.Hint, run.Id) ?? $"factory run retry {run.Id}",
        run.FinishedAt ?? run.CreatedAt);

    private static InboxItem OfFailure(TaskView task) => new(
        "failure",
        task.Id.Value,
        $"{task.Spec.Title}: {task.Problem?.Message ?? "failed"}",
        $"factory task retry {task.Id}",
        task.UpdatedAt);
}
