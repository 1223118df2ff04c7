using Factory.Contracts.Artifacts;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>Determines the calls to other grains that a run requires.</summary>
public static class RunEffects
{
    /// <summary>The effects of an operator's command, which are applied before its events are committed.</summary>
    /// <remarks>
    /// The order decides what a crash between the two leaves. Cancelled tasks make a run that is still running fail
    /// with the next reconciliation; a cancelled run is not reconciled any more and would leave its tasks at work.
    /// Retried tasks keep their results until the operator retries the run once more; a running run would find its
    /// tasks failed and fail again.
    /// </remarks>
    /// <param name="next">The run after the command's events.</param>
    /// <param name="command">The command.</param>
    public static IEnumerable<RunEffect> BeforeCommit(RunState next, RunCommand command) => command switch
    {
        CancelRun c => next.Stages.Where(s => s.Task is not null).Select(s => new CancelTaskEffect(s.Task!.Value, c.Reason)),
        RetryRun c => Retry(next, c),
        _ => [],
    };

    /// <summary>
    /// The effects of a state. They follow from the run and its tasks alone, so a crash between commit and call loses
    /// none.
    /// </summary>
    /// <param name="run">The run as committed.</param>
    /// <param name="tasks">The latest task of every stage whose task has been opened.</param>
    public static IEnumerable<RunEffect> For(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        if (run.IsFinished())
        {
            yield break;
        }

        foreach (var definition in run.Pipeline.Stages)
        {
            if (run.Stage(definition.Name).Task is not { } id)
            {
                continue;
            }

            // Committed, but not opened: the run has just started the round, or the silo stopped before the call.
            if (!tasks.TryGetValue(id, out var task))
            {
                yield return new OpenTaskEffect(id, StageTaskFactory.Create(run, definition, tasks));
            }
            // A verdict counts only for the commit that was judged: the subject may have been built again since.
            else if (task is { Stage: TaskStage.Done, Artifact: ReviewReport report, Spec.ReviewSubject: { } subject }
                && tasks.TryGetValue(subject.Task, out var reviewed)
                && reviewed is { Stage: TaskStage.Review, Artifact: ChangeSet change }
                && change.Commit == subject.Commit)
            {
                yield return new RecordReviewEffect(reviewed, id, report);
            }
        }
    }

    private static IEnumerable<RunEffect> Retry(RunState next, RetryRun command)
    {
        // Without a new cap the one in force stays: the operator may have set another since the run began.
        if (command.Budget is not null)
        {
            yield return new SetBudgetEffect(next.Budget);
        }

        foreach (var stage in next.Stages.Where(s => s.Status == StageStatus.Running && s.Task is not null))
        {
            yield return new RetryTaskEffect(stage.Task!.Value);
        }
    }
}
