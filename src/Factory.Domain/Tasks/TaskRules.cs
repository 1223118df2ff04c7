using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Kev;
using Factory.Domain.Reviews;

namespace Factory.Domain.Tasks;

/// <summary>
/// Decides commands of a task under the policy in force. Every pair of stage and command has an answer here;
/// <see cref="TaskTransitions"/> limits the transitions.
/// </summary>
/// <param name="config">The configuration in force: tiers of actions, lifetime limits, how long an approval is
/// open.</param>
/// <param name="ids">Source of the ids of attempts, questions and approvals.</param>
public sealed class TaskRules(IConfigSource config, IIdGenerator ids)
{
    /// <summary>Failures that another attempt cannot repair: the operator must change something first.</summary>
    private static readonly HashSet<string> RequiresOperator =
    [
        ErrorCodes.BudgetExceeded,
        ErrorCodes.LifetimeLimitReached,
        ErrorCodes.SandboxMissing,
        ErrorCodes.ReviewerNotIndependent,
        ErrorCodes.NoModel,
        ErrorCodes.RepositoryInvalid,
    ];

    /// <summary>Decides a command.</summary>
    /// <param name="task">The task before the command.</param>
    /// <param name="command">The command.</param>
    /// <param name="now">When it is decided.</param>
    /// <returns>
    /// The events to apply, none when the command took effect before or is about something that is over, or a
    /// rejection.
    /// </returns>
    public Decision<TaskEvent> Decide(TaskState task, TaskCommand command, DateTimeOffset now) => command switch
    {
        PromoteTask => Promote(task),
        AssignAttempt c => Assign(task, c),
        FailTask c => Transition(task, TaskTrigger.Fail, TaskStage.Failed, c.Problem.Message, c.Problem),
        EndAttempt c => EndAttempt(task, c.Attempt),
        RecordReview c => Review(task, c),
        RecordApproval c => Approval(task, c.Approval),
        RecordDelivery c => Delivery(task, c.Outcome),
        AskOperator c => TaskDialogueRules.Ask(task, c, now, ids),
        AnswerQuestion c => TaskDialogueRules.Answer(task, c),
        TellAgent c => TaskDialogueRules.Tell(task, c, now),
        CancelTask c => Cancel(task, c),
        RetryTask => Retry(task),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "A command without a rule."),
    };

    /// <summary>The effect that the task's stage requires under the policy in force; null when none.</summary>
    public TaskEffect? EffectOf(TaskState task) => TaskEffects.For(task, config.Current.Policy);

    // A task that has left the backlog was promoted: the client may not have received the first response and repeats
    // the request. One that has ended was not promoted just now.
    private static Decision<TaskEvent> Promote(TaskState task) =>
        task.Stage is TaskStage.Backlog or TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled
            ? Transition(task, TaskTrigger.Promote, TaskStage.Ready, "the operator promoted it")
            : Decision<TaskEvent>.Unchanged;

    private static Decision<TaskEvent> Cancel(TaskState task, CancelTask command)
    {
        var problem = new Problem(ErrorCodes.Cancelled, command.Reason, $"Start it again with: factory task retry {task.Id}");
        // Cancelling again changes nothing: a run repeats it until it has seen every task of it cancelled.
        return task.Stage == TaskStage.Cancelled
            ? Decision<TaskEvent>.Unchanged
            : Transition(task, TaskTrigger.Cancel, TaskStage.Cancelled, command.Reason, problem);
    }

    private Decision<TaskEvent> Assign(TaskState task, AssignAttempt command)
    {
        // Lost attempts count too: a task that takes the silo down with it must not do so forever.
        var limits = config.Current.Policy.KindOf(task.Spec.Kind).LifetimeLimits;
        // Only for a ready task: in any other stage the transition at the end rejects the command.
        if (task.Stage == TaskStage.Ready && task.Attempts.Count >= limits.Attempts)
        {
            var goOn = task.Spec.Run is { } run ? $"run retry {run}" : $"task retry {task.Id}";
            var problem = new Problem(
                ErrorCodes.LifetimeLimitReached,
                $"{task.Id} has had {Words.Count(task.Attempts.Count, "attempt")}; "
                    + $"a task of the kind '{task.Spec.Kind}' is stopped at {limits.Attempts}.",
                $"Raise kinds.{task.Spec.Kind}.lifetime_limits.attempts in silo-config/policy.yaml above {task.Attempts.Count}, "
                    + $"then: factory config reload && factory {goOn}");
            return Transition(task, TaskTrigger.Fail, TaskStage.Failed, problem.Message, problem);
        }

        var assigned = new AttemptAssigned(ids.New<AttemptId>(), command.Assignment);
        return Transition(task, TaskTrigger.Assign, TaskStage.InProgress, command.Assignment.Reason, null, assigned);
    }

    private Decision<TaskEvent> EndAttempt(TaskState task, AttemptView attempt)
    {
        if (attempt.Status == AttemptStatus.Running || !task.IsUnrecorded(attempt.Request.Attempt))
        {
            return Decision<TaskEvent>.Unchanged;
        }

        var problem = attempt.Result?.Problem ?? new Problem(ErrorCodes.AttemptFailed, "The attempt ended without a result.");
        // A success without a result is a failure: recorded as a success it would never use up the allowance.
        var recorded = new AttemptRecorded(attempt.Status == AttemptStatus.Succeeded && attempt.Result?.Artifact is null
            ? attempt with
            {
                Status = AttemptStatus.Failed,
                Result = new AttemptResult(AttemptStatus.Failed, null, problem, attempt.Progress),
            }
            : attempt);
        if (task.ActiveAttempt != attempt.Request.Attempt)
        {
            // It was stopped, and its end comes after the cancellation: what it cost is recorded, and nothing moves.
            return Decision<TaskEvent>.Accept(recorded);
        }

        switch (attempt.Status)
        {
            case AttemptStatus.Succeeded when attempt.Result?.Artifact is { } artifact:
                return AcceptArtifact(task, artifact, recorded);
            // Neither counts as failed: it says nothing about the model, and a silo that is restarted often would use
            // up the attempts. The lifetime limit in Assign bounds the repetitions.
            case AttemptStatus.Lost:
                return Interrupt(task, "the silo stopped under the attempt; it does not count", recorded);
            case AttemptStatus.Cancelled:
                return Interrupt(task, "the attempt was stopped; it does not count", recorded);
            default:
                // FailedAttempts does not include this attempt yet: AttemptRecorded, which counts it, is one of the
                // events below.
                return task.FailedAttempts + 1 >= task.Spec.MaxAttempts
                    || RequiresOperator.Contains(problem.Code)
                    || FoundNothingToChangeAgain(task, problem)
                    ? Transition(task, TaskTrigger.AttemptFailed, TaskStage.Failed, problem.Message, problem, recorded)
                    : RetryAfterFailure(task, problem, recorded);
        }
    }

    // One agent may have forgotten to write. Two that find nothing to change are right: more and stronger ones would only
    // cost more.
    private static bool FoundNothingToChangeAgain(TaskState task, Problem problem) =>
        problem.Code == ErrorCodes.ChangeEmpty && task.Attempts.SkipLast(1).LastOrDefault()?.Problem?.Code == ErrorCodes.ChangeEmpty;

    private Decision<TaskEvent> AcceptArtifact(TaskState task, Artifact artifact, AttemptRecorded recorded)
    {
        var accepted = new ArtifactAccepted(artifact);
        if (!task.Spec.RequiresReview)
        {
            return AcceptResult(task, TaskTrigger.AttemptSucceeded, "the result is accepted", recorded, accepted);
        }

        // A commit is judged once. The builder answered a rejection with the commit that was rejected: another round
        // would end in the same way.
        return artifact is ChangeSet { Commit: { } commit } change && commit == task.RejectedCommit
            ? FailUnchanged(task, change, recorded)
            : Transition(
                task,
                TaskTrigger.AttemptSucceeded,
                TaskStage.Review,
                "the result waits for review",
                null,
                recorded,
                accepted);
    }

    private static Decision<TaskEvent> FailUnchanged(TaskState task, ChangeSet change, AttemptRecorded recorded)
    {
        var problem = new Problem(
            ErrorCodes.ChangeEmpty,
            $"The builder has nothing to change after the review's rejection: {change.Summary}",
            task.Spec.Run is { } run
                ? $"Compare both in: factory task show {task.Id}. Continue with: factory run retry {run}"
                : $"Compare both in: factory task show {task.Id}. Continue with: factory task retry {task.Id}");
        return Transition(task, TaskTrigger.AttemptFailed, TaskStage.Failed, problem.Message, problem, recorded);
    }

    private static Decision<TaskEvent> Interrupt(TaskState task, string reason, AttemptRecorded recorded) =>
        Transition(task, TaskTrigger.AttemptInterrupted, TaskStage.Ready, reason, null, recorded);

    /// <summary>
    /// The next attempt receives the reason as feedback, except a provider's failure: an agent cannot repair that.
    /// </summary>
    private static Decision<TaskEvent> RetryAfterFailure(TaskState task, Problem problem, AttemptRecorded recorded)
    {
        var failed = $"attempt {task.Attempts.Count} failed: {problem.Message}";
        TaskEvent[] before = ProviderFailureHistory.IsProviderFailure(problem.Code)
            ? [recorded]
            : [recorded, new FeedbackAdded($"Attempt {task.Attempts.Count} with {task.Attempts[^1].Model} failed: {problem.Message}")];
        var reason = $"{failed} {ProviderFailureHistory.NextStep(problem.Code)}";
        return Transition(task, TaskTrigger.AttemptFailed, TaskStage.Ready, reason, null, before);
    }

    private Decision<TaskEvent> Review(TaskState task, RecordReview command)
    {
        // A run that reconciles with an outdated view of the task reports the same review again: counted twice, it
        // would use up two rounds.
        if (task.ReviewTasks.Contains(command.ReviewTask))
        {
            return Decision<TaskEvent>.Unchanged;
        }

        // The verdict was settled against the factory's evidence when the review's attempt ended (ReviewRules): it is
        // not judged again.
        var report = command.Report;
        var recorded = new ReviewRecorded(command.ReviewTask, report.Verdict, report.Defects);
        if (report.Verdict == Verdict.Pass)
        {
            return AcceptResult(task, TaskTrigger.ReviewPassed, "the review passed it", [recorded, .. AfterReview(task.Artifact, report)]);
        }

        var rejected = RejectedReviewRules.Decide(task, command.ReviewTask, report);
        TaskEvent[] before = [recorded, .. rejected.Feedback.Select(text => new FeedbackAdded(text))];
        return Transition(task, TaskTrigger.ReviewRejected, rejected.Next, rejected.Reason, rejected.Problem, before);
    }

    // What the factory itself found outweighs the reviewer, whom the change may have deceived: its warnings become
    // concerns, whatever was answered to them. The answers are for the operator.
    private static IEnumerable<TaskEvent> AfterReview(Artifact? artifact, ReviewReport report)
    {
        var warnings = report.Evidence?.Warnings ?? [];
        if (artifact is ChangeSet change && (warnings.Count > 0 || report.WarningAnswers is { Count: > 0 }))
        {
            yield return new ArtifactAccepted(change with
            {
                Concerns = warnings.Count > 0 ? [.. change.Concerns ?? [], .. warnings] : change.Concerns,
                ReviewAnswers = report.WarningAnswers,
            });
        }
    }

    private static Decision<TaskEvent> Approval(TaskState task, ApprovalView approval)
    {
        // A retry requests a new approval: a late decision about the one before must not release the action.
        if (task.Approval != approval.Id || approval.Status == ApprovalStatus.Pending)
        {
            return Decision<TaskEvent>.Unchanged;
        }

        if (approval.Status == ApprovalStatus.Approved)
        {
            // Under never-auto, too: a task's action is a merge or a deployment, which the factory performs. Without the
            // delivery, the task would be reported as merged and the change would be nowhere.
            return Transition(task, TaskTrigger.Approved, TaskStage.Delivering, $"approved by {approval.DecidedBy}");
        }

        if (approval.Status == ApprovalStatus.ChangesRequested)
        {
            return Transition(
                task,
                TaskTrigger.ChangesRequested,
                TaskStage.Ready,
                $"changes requested by {approval.DecidedBy}: {approval.Comment}",
                null,
                new FeedbackAdded($"The operator asks for changes: {approval.Comment}"));
        }

        var comment = approval.Comment is null ? "" : ": " + approval.Comment;
        var why = approval.Status == ApprovalStatus.Expired ? "it was not decided in time" : $"rejected by {approval.DecidedBy}{comment}";
        var problem = new Problem(
            ErrorCodes.ApprovalRejected,
            $"'{approval.Request.Summary}' was not approved: {why}.",
            $"Ask again with: factory task retry {task.Id}");
        return Transition(task, TaskTrigger.Declined, TaskStage.Failed, why, problem);
    }

    private static Decision<TaskEvent> Delivery(TaskState task, DeliveryOutcome outcome)
    {
        if (outcome.Problem is { } problem)
        {
            // A merge conflict goes back to the builder, who starts from what the branch has become meanwhile. It uses
            // up a round: two tasks that keep moving the branch under each other must come to an end.
            var isConflict = problem.Code == ErrorCodes.MergeConflict;
            TaskEvent[] before = isConflict ? [.. AfterConflict(task, problem)] : [];
            return isConflict && task.Rejections + 1 < task.Spec.MaxRounds
                ? Transition(task, TaskTrigger.DeliveryFailed, TaskStage.Ready, problem.Message, null, before)
                : Transition(task, TaskTrigger.DeliveryFailed, TaskStage.Failed, problem.Message, problem, before);
        }

        // A delivery that is started again after a crash can report its success twice. A late problem needs no such
        // check: the table has no transition from Done.
        if (task.Stage == TaskStage.Done)
        {
            return Decision<TaskEvent>.Unchanged;
        }

        var reason = outcome.Url is null ? "merged" : $"deployed: {outcome.Url}";
        var delivered = new ArtifactAccepted(WithDelivery(task.Artifact!, outcome));
        return Transition(task, TaskTrigger.Delivered, TaskStage.Done, reason, null, delivered);
    }

    /// <summary>The next attempt starts from the branch: from its own commit it would run into the same conflict.</summary>
    private static IEnumerable<TaskEvent> AfterConflict(TaskState task, Problem problem)
    {
        var earlier = task.Artifact is ChangeSet { Commit: { } commit } ? $" Your earlier change is commit {commit}." : "";
        yield return new FeedbackAdded(
            $"{problem.Message} The branch has moved. You start from its present commit, without the earlier change: make the "
            + $"change again upon what is there now.{earlier}");
        yield return new StartCommitCleared();
    }

    private static Artifact WithDelivery(Artifact artifact, DeliveryOutcome outcome) => artifact is Deployment deployment
        ? deployment with { Commit = outcome.Commit, Url = outcome.Url, Version = outcome.Version }
        : artifact;

    /// <summary>An accepted result is kept: only the approval or the delivery is repeated.</summary>
    private Decision<TaskEvent> Retry(TaskState task) => (task.Stage, task.FailedStage) switch
    {
        // Repeated after a lost response: the task is under way again already.
        (TaskStage.Ready or TaskStage.InProgress or TaskStage.Review or TaskStage.AwaitingApproval or TaskStage.Delivering, _) =>
            Decision<TaskEvent>.Unchanged,
        // A new approval, because the old one is rejected or expired and an approval is decided once.
        (_, TaskStage.AwaitingApproval) => Transition(
            task,
            TaskTrigger.Retry,
            TaskStage.AwaitingApproval,
            "the approval is requested again",
            null,
            new ApprovalRequired(ids.New<ApprovalId>())),

        // The same result would conflict again.
        (_, TaskStage.Delivering) when task.Problem?.Code != ErrorCodes.MergeConflict =>
            Transition(task, TaskTrigger.Retry, TaskStage.Delivering, "the delivery is retried"),
        // Also reached by tasks that cannot be retried, whose transition the table rejects.
        _ => Transition(task, TaskTrigger.Retry, TaskStage.Ready, "the operator retries it"),
    };

    /// <summary>
    /// The result is accepted: the tier of its action decides whether the factory delivers it at once.
    /// </summary>
    private Decision<TaskEvent> AcceptResult(TaskState task, TaskTrigger trigger, string reason, params TaskEvent[] before)
    {
        if (task.Spec.Action is not { } action)
        {
            return Transition(task, trigger, TaskStage.Done, reason, null, before);
        }

        // The tier in force now, not when the task was opened: a stricter policy applies to work under way, too.
        var result = before.OfType<ArtifactAccepted>().LastOrDefault()?.Artifact ?? task.Artifact;
        var policy = config.Current.Policy.Actions;
        var actionClass = TaskActionClass.Of(action, result, policy);
        if (policy.TierOf(actionClass) is ApprovalTier.Auto or ApprovalTier.NotifyAfter)
        {
            return Transition(task, trigger, TaskStage.Delivering, reason, null, before);
        }

        var required = new ApprovalRequired(ids.New<ApprovalId>());
        reason = $"{reason}; '{actionClass}' needs the operator";
        return Transition(task, trigger, TaskStage.AwaitingApproval, reason, null, [.. before, required]);
    }

    private static Decision<TaskEvent> Transition(
        TaskState task,
        TaskTrigger trigger,
        TaskStage to,
        string reason,
        Problem? problem = null,
        params TaskEvent[] before) => TaskTransitions.IsAllowed(task.Stage, trigger)
            ? Decision<TaskEvent>.Accept([.. before, new TaskTransitioned(trigger, to, reason, problem)])
            : NotAllowed(task, $"{trigger} is not possible now");

    /// <summary>Rejects a command in the task's stage.</summary>
    internal static Decision<TaskEvent> NotAllowed(TaskState task, string rule) => Decision<TaskEvent>.Reject(
        ErrorCodes.TransitionNotAllowed,
        $"{task.Id} {Words.Being(task.Stage)}: {rule}.",
        $"See it with: factory task show {task.Id}");
}
