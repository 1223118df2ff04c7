using Factory.Contracts.Errors;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Ids;

namespace Factory.Domain.Runs;

/// <summary>
/// Decides commands of a run. Pure except for new task ids: the same run, command and tasks give the same events, so it
/// does not matter how often a run is reconciled or which outbox message was lost.
/// </summary>
/// <param name="ids">Source of the ids of new tasks.</param>
public sealed class RunRules(IIdGenerator ids)
{
    /// <summary>Decides a command.</summary>
    /// <param name="run">The run before the command.</param>
    /// <param name="command">The command.</param>
    /// <param name="now">When it is decided.</param>
    /// <returns>
    /// The events to apply, none when nothing changes, or a rejection with <c>transition.not_allowed</c>.
    /// </returns>
    public Decision<RunEvent> Decide(RunState run, RunCommand command, DateTimeOffset now) => command switch
    {
        AdvanceRun c => run.IsFinished() ? Decision<RunEvent>.Unchanged : new RunReconciliation(run, c.Tasks, ids, now).Decide(),
        CancelRun c => Cancel(run, c, now),
        RetryRun c => Retry(run, c, now),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "A command without a rule."),
    };

    private static Decision<RunEvent> Cancel(RunState run, CancelRun command, DateTimeOffset now)
    {
        if (run.Status == RunStatus.Cancelled)
        {
            return Decision<RunEvent>.Unchanged;
        }

        if (!RunTransitions.IsAllowed(run.Status, RunTrigger.Cancel))
        {
            return Reject(run, "an ended run cannot be cancelled.");
        }

        var changes = new RunChanges(run, now);
        foreach (var stage in run.Stages.Where(s => RunTransitions.IsAllowed(s.Status, StageTrigger.Cancel)))
        {
            changes.Add(new StageTransitioned(stage.Name, StageTrigger.Cancel, StageStatus.Cancelled, "cancelled"));
        }

        var problem = new Problem(ErrorCodes.Cancelled, command.Reason, $"Continue with: factory run retry {run.Id}");
        changes.Add(new RunTransitioned(RunTrigger.Cancel, RunStatus.Cancelled, problem));
        return changes.ToDecision();
    }

    private static Decision<RunEvent> Retry(RunState run, RetryRun command, DateTimeOffset now)
    {
        if (run.Status is RunStatus.Running or RunStatus.WaitingForOperator && IsRetried(run, command))
        {
            return Decision<RunEvent>.Unchanged;
        }

        if (!RunTransitions.IsAllowed(run.Status, RunTrigger.Retry))
        {
            return Reject(run, "only a failed or cancelled run can be retried.");
        }

        var changes = new RunChanges(run, now);
        changes.Add(new RunTransitioned(RunTrigger.Retry, RunStatus.Running));
        // Also the cap that the run has: the operator may have set another one since.
        if (command.Budget is { } budget)
        {
            changes.Add(new RunBudgetChanged(budget));
        }

        var isNewPermission = command.AllowSameReviewer && !run.AllowSameReviewer;
        if (isNewPermission)
        {
            changes.Add(new SameReviewerAllowed());
        }

        ObserveEndedTasks(changes, command);

        // Stages that are done keep their results: a retry does not pay for them again.
        foreach (var stage in changes.Run.Stages.Where(s => RunTransitions.IsAllowed(s.Status, StageTrigger.Retry)))
        {
            // A review's task holds the permission of the time when it was opened: only a new task can use the new one.
            var isNewTaskNeeded = isNewPermission && run.Definition(stage.Name).ReviewedStage is not null;
            var from = EndedTask(stage, command)?.StageRevision;
            changes.Add(isNewTaskNeeded
                ? new StageReset(stage.Name)
                : new StageTransitioned(stage.Name, StageTrigger.Retry, StageStatus.Running, null, from));
        }

        return changes.ToDecision();
    }

    // Repeated after a lost response: the run is under way again, with all that the command asks for.
    private static bool IsRetried(RunState run, RetryRun command) =>
        (command.Budget is null || command.Budget == run.Budget) && (!command.AllowSameReviewer || run.AllowSameReviewer);

    // An ended run reads no tasks. One that has ended since then would be left out of the retry, and the run would fail
    // with it at once.
    private static void ObserveEndedTasks(RunChanges changes, RetryRun command)
    {
        foreach (var stage in changes.Run.Stages.Where(s => RunTransitions.IsAllowed(s.Status, StageTrigger.Cancel)))
        {
            if (EndedTask(stage, command) is { } task)
            {
                var ended = task.Stage == TaskStage.Failed ? StageStatus.Failed : StageStatus.Cancelled;
                changes.Add(new StageTransitioned(stage.Name, StageTrigger.Observe, ended, task.Problem?.Message));
            }
        }
    }

    private static TaskView? EndedTask(StageState stage, RetryRun command)
    {
        var task = stage.Task is { } id ? command.Tasks.GetValueOrDefault(id) : null;
        return task is { Stage: TaskStage.Failed or TaskStage.Cancelled } ? task : null;
    }

    private static Decision<RunEvent> Reject(RunState run, string rule) => Decision<RunEvent>.Reject(
        ErrorCodes.TransitionNotAllowed,
        $"{run.Id} {Words.Being(run.Status)}: {rule}",
        $"See it with: factory run show {run.Id}");
}
