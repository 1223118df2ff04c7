using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Ids;
using Factory.Domain.Reviews;

namespace Factory.Domain.Runs;

/// <summary>
/// Decides how a run goes on, from its state and its tasks as they are now. It reconciles: it does not matter how often it is asked, or
/// which outbox message was lost.
/// </summary>
public sealed class RunRules(IIdGenerator ids)
{
    /// <summary>The run after reconciling its tasks.</summary>
    /// <param name="tasks">The latest task of every stage that has one and is opened.</param>
    public RunState Advance(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks, DateTimeOffset now)
    {
        if (run.IsFinished())
        {
            return run;
        }

        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = run.Stage(definition.Name);
            if (stage.Task is { } id && tasks.TryGetValue(id, out var task))
            {
                run = run.With(ObserveTask(run, definition, stage.WithTask(task), task, tasks, now));
            }
        }

        run = LoopBack(run, tasks);
        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = run.Stage(definition.Name);
            if (stage.Status == StageStatus.Waiting && CanStart(run, definition, tasks))
            {
                run = run.With(stage.StartRound(ids.New<TaskId>(), now));
            }
        }

        return ResolveStatus(run, tasks, now);
    }

    /// <summary>The operator goes on where it stopped.</summary>
    public static Decision<RunState> Retry(RunState run, Factory.Contracts.Metering.Usd? budget, bool allowSameReviewer)
    {
        if (run.Status is not (RunStatus.Failed or RunStatus.Cancelled))
        {
            return Decision<RunState>.Reject(ErrorCodes.TransitionNotAllowed, $"{run.Id} is {run.Status}: only a failed or cancelled run can be retried.", $"See it with: factory run show {run.Id}");
        }

        // Failed and cancelled stages are running again: their tasks are retried, and their result is seen by the next reconciliation. A
        // review that was refused for lack of an independent reviewer is requested again, because its task holds the old permission.
        var allow = run.AllowSameReviewer || allowSameReviewer;
        return Decision<RunState>.Accept(run with
        {
            Status = RunStatus.Running,
            Problem = null,
            FinishedAt = null,
            Budget = budget ?? run.Budget,
            AllowSameReviewer = allow,
            Stages = [.. run.Stages.Select(s => s.Status is StageStatus.Failed or StageStatus.Cancelled
                ? NeedsNewTask(run, s, allow) ? s.Reset(null) : s with { Status = StageStatus.Running, Outcome = null, FinishedAt = null }
                : s)],
        });
    }

    /// <summary>The operator stops it.</summary>
    public static Decision<RunState> Cancel(RunState run, string reason, DateTimeOffset now) => run.Status switch
    {
        RunStatus.Cancelled => Decision<RunState>.Unchanged,
        RunStatus.Succeeded or RunStatus.Failed => Decision<RunState>.Reject(ErrorCodes.TransitionNotAllowed, $"{run.Id} has ended: {run.Status}.", $"See it with: factory run show {run.Id}"),
        _ => Decision<RunState>.Accept(run with
        {
            Status = RunStatus.Cancelled,
            Problem = new Problem(ErrorCodes.Cancelled, reason, $"Go on with: factory run retry {run.Id}"),
            FinishedAt = now,
            Stages = [.. run.Stages.Select(s => s.Status is StageStatus.Done or StageStatus.Waiting ? s : s with { Status = StageStatus.Cancelled, Outcome = "cancelled", FinishedAt = now })],
        }),
    };

    private static bool NeedsNewTask(RunState run, StageState stage, bool allowSameReviewer) =>
        allowSameReviewer && !run.AllowSameReviewer && run.Pipeline.Stages.First(d => d.Name == stage.Name).ReviewedStage is not null;

    private static StageState ObserveTask(RunState run, StageDefinition definition, StageState stage, TaskView task, IReadOnlyDictionary<TaskId, TaskView> tasks, DateTimeOffset now)
    {
        var status = task.Stage switch
        {
            TaskStage.Review => StageStatus.InReview,
            TaskStage.AwaitingApproval => StageStatus.WaitingForOperator,
            TaskStage.Done => StageStatus.Done,
            TaskStage.Failed => StageStatus.Failed,
            TaskStage.Cancelled => StageStatus.Cancelled,
            _ => task.Question is null ? StageStatus.Running : StageStatus.WaitingForOperator,
        };
        var outcome = OutcomeOf(task);
        if (status == StageStatus.Done && definition.ReviewedStage is { } subject && !IsReviewConcluded(run, subject, task, tasks))
        {
            // A review that sent the work back is over, but the stage is not: it comes again with the next change.
            return stage with { Status = StageStatus.Waiting, Outcome = outcome };
        }

        return stage with
        {
            Status = status,
            Outcome = outcome,
            FinishedAt = status is StageStatus.Done or StageStatus.Failed or StageStatus.Cancelled ? stage.FinishedAt ?? now : null,
        };
    }

    /// <summary>True when the review's subject has taken its verdict and passed.</summary>
    private static bool IsReviewConcluded(RunState run, string subject, TaskView review, IReadOnlyDictionary<TaskId, TaskView> tasks) =>
        review.Artifact is ReviewReport report
        && ReviewRules.Decide(report.Evidence, report).Verdict == Verdict.Pass
        && run.Stage(subject).Task is { } id
        && review.Spec.ReviewSubject?.Task == id
        && tasks.TryGetValue(id, out var reviewed)
        && (reviewed.Artifact as ChangeSet)?.Commit == review.Spec.ReviewSubject.Commit
        && reviewed.Stage is not (TaskStage.Ready or TaskStage.InProgress);

    private static string? OutcomeOf(TaskView task) => task.Stage switch
    {
        TaskStage.Done => task.Artifact switch
        {
            ReviewReport r when ReviewRules.Decide(r.Evidence, r).Verdict == Verdict.Pass => "passed",
            ReviewReport => "sent back",
            Deployment { Url: { } url } => "deployed " + url,
            ChangeSet => "merged",
            _ => "done",
        },
        TaskStage.Failed or TaskStage.Cancelled => task.Problem?.Message,
        TaskStage.AwaitingApproval => $"waits for approval: factory approve {task.Approval}",
        TaskStage.InProgress when task.Question is { } q => $"asks: {q.Text}",
        _ => null,
    };

    /// <summary>A stage whose delivery failed goes back to the stage its definition names, with the reason, while rounds are left.</summary>
    private static RunState LoopBack(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        foreach (var definition in run.Pipeline.Stages)
        {
            var stage = run.Stage(definition.Name);
            if (stage.Status != StageStatus.Failed || definition.OnFailure is not { } target
                || !tasks.TryGetValue(stage.Task!.Value, out var task) || task.Problem?.Code is not ErrorCodes.DeployUnhealthy
                || run.Stage(target).Round >= run.Pipeline.MaxRounds)
            {
                continue;
            }

            // Everything from the target on is done again, in order.
            var again = Downstream(run.Pipeline, target);
            run = run with
            {
                Stages = [.. run.Stages.Select(s => again.Contains(s.Name) ? s.Reset(s.Name == definition.Name ? "sent back: " + task.Problem.Message : null) : s)],
            };
        }

        return run;
    }

    private static HashSet<string> Downstream(PipelineDefinition pipeline, string from)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { from };
        foreach (var stage in pipeline.Stages)
        {
            if (stage.Needs.Any(found.Contains) || (stage.ReviewedStage is { } subject && found.Contains(subject)))
            {
                found.Add(stage.Name);
            }
        }

        return found;
    }

    private static bool CanStart(RunState run, StageDefinition definition, IReadOnlyDictionary<TaskId, TaskView> tasks)
    {
        foreach (var need in definition.Needs)
        {
            if (need != definition.ReviewedStage && run.Stage(need).Status != StageStatus.Done)
            {
                return false;
            }
        }

        if (definition.ReviewedStage is not { } subject)
        {
            return true;
        }

        // The subject waits in review, with a change that no review of ours has judged yet.
        return run.Stage(subject) is { Status: StageStatus.InReview, Task: { } id }
            && tasks.TryGetValue(id, out var reviewed)
            && reviewed.Artifact is ChangeSet { Commit: { } commit }
            && !(run.Stage(definition.Name).Task is { } last && tasks.TryGetValue(last, out var judged)
                && judged.Spec.ReviewSubject?.Task == id && judged.Spec.ReviewSubject.Commit == commit && judged.Stage == TaskStage.Done);
    }

    private static RunState ResolveStatus(RunState run, IReadOnlyDictionary<TaskId, TaskView> tasks, DateTimeOffset now)
    {
        if (run.Stages.FirstOrDefault(s => s.Status is StageStatus.Failed or StageStatus.Cancelled) is { } failed)
        {
            var problem = failed.Task is { } id && tasks.TryGetValue(id, out var task) ? task.Problem : null;
            return run with
            {
                Status = RunStatus.Failed,
                FinishedAt = now,
                Problem = new Problem(
                    problem?.Code ?? ErrorCodes.AttemptFailed,
                    $"Stage '{failed.Name}' {(failed.Status == StageStatus.Cancelled ? "was cancelled" : "failed")}: {problem?.Message ?? "no reason given"}",
                    HintOf(run, problem)),
            };
        }

        if (run.Stages.All(s => s.Status == StageStatus.Done))
        {
            return run with { Status = RunStatus.Succeeded, FinishedAt = now };
        }

        return run with { Status = run.Stages.Any(s => s.Status == StageStatus.WaitingForOperator) ? RunStatus.WaitingForOperator : RunStatus.Running };
    }

    private static string HintOf(RunState run, Problem? problem) => problem?.Code switch
    {
        ErrorCodes.BudgetExceeded when problem.Hint?.Contains("run retry", StringComparison.Ordinal) != true => $"Raise the cap and go on with: factory run retry {run.Id} --budget {(run.Budget.Amount * 2).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)}",
        _ => problem?.Hint is { } hint && hint.Contains("run retry", StringComparison.Ordinal) ? hint : $"{(problem?.Hint is null ? "" : problem.Hint + ". ")}Go on with: factory run retry {run.Id}",
    };
}
