using Factory.Contracts.Artifacts;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>Determines the calls to other grains that a run requires.</summary>
public static class RunEffects
{
    /// <summary>The effects that must be there before the events of a decision are committed.</summary>
    /// <remarks>
    /// A cap: no task may spend under the old one. The tasks of stages that are repeated: after the commit no run refers
    /// to them, and one at work would go on and spend for nobody. A crash in between leaves cancelled tasks, whose stages
    /// the next reconciliation repeats in the same way.
    /// </remarks>
    /// <param name="run">The run before the events.</param>
    /// <param name="events">The events.</param>
    /// <param name="tasks">The latest task of every stage whose task has been opened.</param>
    public static IEnumerable<RunEffect> BeforeCommit(
        RunState run,
        IReadOnlyList<RunEvent> events,
        IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        foreach (var @event in events)
        {
            if (@event is RunBudgetChanged changed)
            {
                yield return new SetBudgetEffect(changed.Budget);
            }
            else if (@event is StageReset reset && TaskOf(run.Stage(reset.Stage), tasks) is { } task && !task.IsFinished())
            {
                yield return new CancelTaskEffect(task.Id, $"the stage '{reset.Stage}' is repeated");
            }
        }
    }

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
            foreach (var effect in run.Status == RunStatus.Cancelled ? CancelTasks(run, tasks) : [])
            {
                yield return effect;
            }

            yield break;
        }

        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = run.Stage(definition.Name);
            if (stage.Task is not { } id)
            {
                continue;
            }

            // Committed, but not opened: the run has just started the round, or the silo stopped before the call.
            if (!tasks.TryGetValue(id, out var task))
            {
                yield return new OpenTaskEffect(id, StageTaskFactory.Create(run, definition, tasks));
            }
            else if (stage.IsRetryPending(task))
            {
                yield return new RetryTaskEffect(id);
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

    private static IEnumerable<RunEffect> CancelTasks(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks) => run.Stages
        .Select(stage => TaskOf(stage, tasks))
        .OfType<TaskView>()
        .Where(task => !task.IsFinished())
        .Select(task => new CancelTaskEffect(task.Id, run.Problem?.Message ?? "the run was cancelled"));

    private static TaskView? TaskOf(StageState stage, IReadOnlyDictionary<TaskId, TaskView> tasks) =>
        stage.Task is { } id ? tasks.GetValueOrDefault(id) : null;
}
