using System.Globalization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Ids;

namespace Factory.Domain.Runs;

/// <summary>
/// One <see cref="AdvanceRun"/>: observes the tasks, sends work back, starts the stages that can start, and concludes
/// the run.
/// </summary>
/// <param name="run">The run, not finished.</param>
/// <param name="tasks">The latest task of every stage whose task has been opened.</param>
/// <param name="ids">Source of the ids of new tasks.</param>
/// <param name="now">When it is decided.</param>
internal sealed class RunReconciliation(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks, IIdGenerator ids, DateTimeOffset now)
{
    private readonly RunChanges _changes = new(run, now);

    /// <summary>The events; none when the run already reflects its tasks.</summary>
    public Decision<RunEvent> Decide()
    {
        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = _changes.Run.Stage(definition.Name);
            if (TaskOf(stage) is { } task && !stage.IsRetryPending(task))
            {
                Observe(definition, task);
            }
        }

        // After all observations: a stage that is repeated must not be observed again with the task that it gave up.
        LoopBack();
        foreach (var definition in run.Pipeline.Stages.Where(CanStart))
        {
            // The id is committed before the task is opened: after a crash in between, RunEffects opens this task and
            // not a second one.
            _changes.Add(new StageRoundStarted(definition.Name, ids.New<TaskId>()));
        }

        Conclude();
        return _changes.ToDecision();
    }

    private TaskView? TaskOf(StageState stage) => stage.Task is { } id ? tasks.GetValueOrDefault(id) : null;

    private void Observe(StageDefinition definition, TaskView task)
    {
        // The revision, not the task itself, is compared: after a restart the same artifact is another object with
        // other lists.
        var stage = _changes.Run.Stage(definition.Name);
        if (stage.ObservedRevision != task.Revision)
        {
            _changes.Add(new StageTaskObserved(stage.Name, task));
        }

        var status = StatusOf(definition, task);
        var outcome = OutcomeOf(task);
        if (status != stage.Status)
        {
            _changes.Add(new StageTransitioned(stage.Name, StageTrigger.Observe, status, outcome));
        }
        else if (outcome != stage.Outcome)
        {
            _changes.Add(new StageOutcomeChanged(stage.Name, outcome));
        }
    }

    private StageStatus StatusOf(StageDefinition definition, TaskView task) => task.Stage switch
    {
        TaskStage.Review => StageStatus.InReview,
        TaskStage.AwaitingApproval => StageStatus.WaitingForOperator,

        // A review task that sent the work back is done, but the stage is not: it is repeated with the next change.
        TaskStage.Done when definition.ReviewedStage is { } subject && !IsReviewConcluded(subject, task) => StageStatus.Waiting,
        TaskStage.Done => StageStatus.Done,
        TaskStage.Failed => StageStatus.Failed,
        TaskStage.Cancelled => StageStatus.Cancelled,
        _ => task.Question is null ? StageStatus.Running : StageStatus.WaitingForOperator,
    };

    /// <summary>True when the review passed the change that its subject still stands by.</summary>
    // After a merge conflict the subject is built again. Until its next change is there, its commit is still the one
    // that passed, so the stage of the subject is compared as well.
    private bool IsReviewConcluded(string subject, TaskView review) =>
        review.Artifact is ReviewReport { Verdict: Verdict.Pass }
        && _changes.Run.Stage(subject).Task is { } id
        && review.Spec.ReviewSubject is { } judged
        && judged.Task == id
        && tasks.TryGetValue(id, out var reviewed)
        && (reviewed.Artifact as ChangeSet)?.Commit == judged.Commit
        && reviewed.Stage is not (TaskStage.Ready or TaskStage.InProgress);

    private static string? OutcomeOf(TaskView task) => task.Stage switch
    {
        TaskStage.Done => task.Artifact switch
        {
            ReviewReport { Verdict: Verdict.Pass } => "passed",
            ReviewReport => "sent back",
            Deployment { Url: { } url } => "deployed " + url,
            ChangeSet => "merged",
            _ => "done",
        },
        TaskStage.Failed or TaskStage.Cancelled => task.Problem?.Message,
        TaskStage.AwaitingApproval => $"waits for approval: factory approve {task.Approval}",
        TaskStage.InProgress when task.Question is { } question => $"asks: {question.Text}",
        _ => null,
    };

    /// <summary>
    /// A stage whose delivery is unhealthy sends the work back to the stage that its definition names, while rounds are
    /// left.
    /// </summary>
    private void LoopBack()
    {
        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = _changes.Run.Stage(definition.Name);
            // Only an unhealthy deployment: other failures, for example a used-up budget, are not repaired by building
            // again. Without the limit on rounds a product that never becomes healthy would be built forever.
            if (stage.Status != StageStatus.Failed
                || definition.OnFailure is not { } target
                || TaskOf(stage)?.Problem is not { Code: ErrorCodes.DeployUnhealthy } problem
                || _changes.Run.Stage(target).Round >= run.Pipeline.MaxRounds)
            {
                continue;
            }

            // Everything that was built upon the target is repeated, in order: its artifacts are about a change that is
            // being replaced. Stages that have not started yet have nothing to give up.
            var repeatedStages = run.Pipeline.StagesFrom(target).Select(_changes.Run.Stage);
            foreach (var repeated in repeatedStages.Where(s => s.Task is not null || s.LoopBackReason is not null))
            {
                _changes.Add(new StageReset(repeated.Name, repeated.Name == stage.Name ? problem.Message : null));
            }
        }
    }

    private bool CanStart(StageDefinition definition)
    {
        var stage = _changes.Run.Stage(definition.Name);
        // The reviewed stage is not done while it waits in review: as a need it would block its own review forever.
        if (stage.Status != StageStatus.Waiting
            || definition.Needs.Any(need => need != definition.ReviewedStage && _changes.Run.Stage(need).Status != StageStatus.Done))
        {
            return false;
        }

        // A review starts when its subject waits in review with a change that no review of this stage has judged yet.
        return definition.ReviewedStage is not { } subject
            || (_changes.Run.Stage(subject) is { Status: StageStatus.InReview } reviewed
                && TaskOf(reviewed) is { Artifact: ChangeSet { Commit: { } commit } } task
                && !HasJudged(stage, task.Id, commit));
    }

    // Both are compared: a stage that was reset has a new task, one that was sent back has another commit. Without the
    // check a finished review would be opened again with every reconciliation.
    private bool HasJudged(StageState review, TaskId subject, string commit) =>
        TaskOf(review) is { Stage: TaskStage.Done, Spec.ReviewSubject: { } judged } && judged.Task == subject && judged.Commit == commit;

    private void Conclude()
    {
        var current = _changes.Run;
        // Reached after LoopBack: a failed stage that is repeated waits again by now and does not end the run.
        if (current.Stages.FirstOrDefault(s => s.Status is StageStatus.Failed or StageStatus.Cancelled) is { } failed)
        {
            _changes.Add(new RunTransitioned(RunTrigger.StageFailed, RunStatus.Failed, ProblemOf(failed)));
            return;
        }

        if (current.Stages.All(s => s.Status == StageStatus.Done))
        {
            _changes.Add(new RunTransitioned(RunTrigger.StagesDone, RunStatus.Succeeded));
            return;
        }

        // Compared with the status below: reconciling a run twice must add no second event.
        var isWaiting = current.Stages.Any(s => s.Status == StageStatus.WaitingForOperator);
        if (isWaiting != (current.Status == RunStatus.WaitingForOperator))
        {
            _changes.Add(isWaiting
                ? new RunTransitioned(RunTrigger.OperatorNeeded, RunStatus.WaitingForOperator)
                : new RunTransitioned(RunTrigger.OperatorResponded, RunStatus.Running));
        }
    }

    private Problem ProblemOf(StageState stage)
    {
        var problem = TaskOf(stage)?.Problem;
        var what = stage.Status == StageStatus.Cancelled ? "was cancelled" : "failed";
        return new Problem(
            problem?.Code ?? ErrorCodes.AttemptFailed,
            $"Stage '{stage.Name}' {what}: {problem?.Message ?? "no reason given"}",
            HintOf(problem));
    }

    private string HintOf(Problem? problem)
    {
        // Such a hint names a command with the options it needs, which the general one below lacks.
        if (problem?.Hint is { } hint && hint.Contains("run retry", StringComparison.Ordinal))
        {
            return hint;
        }

        if (problem?.Code == ErrorCodes.BudgetExceeded)
        {
            // Without a higher cap a retry would fail at its first model call.
            var cap = (run.Budget.Amount * 2).ToString("0.##", CultureInfo.InvariantCulture);
            return $"Raise the cap and continue with: factory run retry {run.Id} --budget {cap}";
        }

        return $"{(problem?.Hint is null ? "" : problem.Hint + ". ")}Continue with: factory run retry {run.Id}";
    }
}
