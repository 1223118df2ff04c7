using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Approvals;
using Factory.Domain.Configuration;
using Factory.Domain.Kev;
using Factory.Domain.Reviews;

namespace Factory.Domain.Tasks;

/// <summary>All the thinking about a task, no waiting. Every stage and command pair has an answer here; <see cref="TaskTransitions"/> has the last word on moves.</summary>
public sealed class TaskRules(ActionPolicy actions, LifetimeLimits? limits = null)
{
    /// <summary>Failures that another attempt cannot mend: the operator must change something first.</summary>
    private static readonly HashSet<string> RequiresOperator =
        [ErrorCodes.BudgetExceeded, ErrorCodes.LifetimeLimitReached, ErrorCodes.SandboxMissing, ErrorCodes.ReviewerNotIndependent, ErrorCodes.NoModel, ErrorCodes.RepositoryInvalid];

    /// <summary>Decides on a command.</summary>
    /// <param name="newApproval">The id an approval gets, if one is needed.</param>
    public Decision<TaskEvent> Decide(TaskState task, TaskCommand command, ApprovalId newApproval, DateTimeOffset now) => command switch
    {
        PromoteTask => Transition(task, TaskTrigger.Promote, TaskStage.Ready, "the operator promoted it"),
        AssignAttempt c => Assign(task, c),
        FailTask c => Transition(task, TaskTrigger.Fail, TaskStage.Failed, c.Problem.Message, c.Problem),
        EndAttempt c => EndAttempt(task, c.Attempt, newApproval),
        RecordReview c => Review(task, c, newApproval),
        RecordApproval c => Approval(task, c.Approval),
        RecordDelivery c => Delivery(task, c.Outcome),
        AskOperator c => Ask(task, c, now),
        AnswerQuestion c => Answer(task, c),
        CancelTask c => task.Stage == TaskStage.Cancelled
            ? Decision<TaskEvent>.Unchanged
            : Transition(task, TaskTrigger.Cancel, TaskStage.Cancelled, c.Reason, new Problem(ErrorCodes.Cancelled, c.Reason, $"Start it again with: factory task retry {task.Id}")),
        RetryTask => Retry(task, newApproval),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "A command without a rule."),
    };

    /// <summary>Attempts that were lost count too: a task that takes the silo down with it must not do so forever.</summary>
    private Decision<TaskEvent> Assign(TaskState task, AssignAttempt command)
    {
        if (task.ActiveAttempt == command.Attempt)
        {
            return Decision<TaskEvent>.Unchanged;
        }

        if (limits is not null && task.Stage == TaskStage.Ready && task.Attempts.Count >= limits.Attempts)
        {
            var problem = new Problem(
                ErrorCodes.LifetimeLimitReached,
                $"{task.Id} has had {task.Attempts.Count} attempts; a task of the kind '{task.Spec.Kind}' is stopped at {limits.Attempts}.",
                $"Raise kinds.{task.Spec.Kind}.lifetime_limits.attempts in silo-config/policy.yaml above {task.Attempts.Count}, then: factory config reload && factory {(task.Spec.Run is { } run ? $"run retry {run}" : $"task retry {task.Id}")}");
            return Transition(task, TaskTrigger.Fail, TaskStage.Failed, problem.Message, problem);
        }

        return Transition(task, TaskTrigger.Assign, TaskStage.InProgress, command.Assignment.Reason, null, new AttemptAssigned(command.Attempt, command.Assignment));
    }

    private Decision<TaskEvent> EndAttempt(TaskState task, AttemptView attempt, ApprovalId newApproval)
    {
        if (task.ActiveAttempt != attempt.Request.Attempt || attempt.Status == AttemptStatus.Running)
        {
            return Decision<TaskEvent>.Unchanged;
        }

        var recorded = new AttemptRecorded(attempt);
        var problem = attempt.Result?.Problem ?? new Problem(ErrorCodes.AttemptFailed, "The attempt ended without a result.");
        switch (attempt.Status)
        {
            case AttemptStatus.Succeeded when attempt.Result?.Artifact is { } artifact:
                return task.Spec.RequiresReview
                    ? Transition(task, TaskTrigger.AttemptSucceeded, TaskStage.Review, "the result waits for review", null, recorded, new ArtifactAccepted(artifact))
                    : AcceptResult(task, TaskTrigger.AttemptSucceeded, "the result is accepted", newApproval, recorded, new ArtifactAccepted(artifact));
            case AttemptStatus.Lost:
                return Transition(task, TaskTrigger.AttemptInterrupted, TaskStage.Ready, "the silo stopped under the attempt; it does not count", null, recorded);
            case AttemptStatus.Cancelled:
                return Transition(task, TaskTrigger.AttemptInterrupted, TaskStage.Ready, "the attempt was stopped; it does not count", null, recorded);
            default:
                return task.FailedAttempts + 1 >= task.Spec.MaxAttempts || RequiresOperator.Contains(problem.Code)
                    ? Transition(task, TaskTrigger.AttemptFailed, TaskStage.Failed, problem.Message, problem, recorded)
                    : RetryAfterFailure(task, problem, recorded);
        }
    }

    /// <summary>The next attempt hears why this one failed, unless the provider did: an agent can do nothing about that.</summary>
    private static Decision<TaskEvent> RetryAfterFailure(TaskState task, Problem problem, AttemptRecorded recorded)
    {
        var failed = $"attempt {task.Attempts.Count} failed: {problem.Message}";
        TaskEvent[] before = ProviderFailureHistory.IsProviderFailure(problem.Code)
            ? [recorded]
            : [recorded, new FeedbackAdded($"Attempt {task.Attempts.Count} with {task.Attempts[^1].Model} failed: {problem.Message}")];
        return Transition(task, TaskTrigger.AttemptFailed, TaskStage.Ready, $"{failed} {ProviderFailureHistory.NextStep(problem.Code)}", null, before);
    }

    private Decision<TaskEvent> Review(TaskState task, RecordReview command, ApprovalId newApproval)
    {
        if (task.ReviewTasks.Contains(command.ReviewTask))
        {
            return Decision<TaskEvent>.Unchanged;
        }

        // The factory's evidence has the last word, whatever the reviewer says.
        var judgement = ReviewRules.Decide(command.Report.Evidence, command.Report);
        var counted = new ReviewRecorded(command.ReviewTask, judgement.Verdict, judgement.Reasons);
        if (judgement.Verdict == Verdict.Pass)
        {
            return AcceptResult(task, TaskTrigger.ReviewPassed, "the review passed it", newApproval, counted);
        }

        var rounds = task.Rejections + 1;
        return rounds >= task.Spec.MaxRounds
            ? Transition(task, TaskTrigger.ReviewRejected, TaskStage.Failed, $"sent back {rounds} times", new Problem(
                ErrorCodes.RoundsExhausted,
                $"Review sent the work back {rounds} times, the most this pipeline allows; last: {string.Join("; ", judgement.Reasons)}",
                $"Read the reports with: factory task show {command.ReviewTask}. Go on with: factory run retry {task.Spec.Run}"), counted)
            : Transition(task, TaskTrigger.ReviewRejected, TaskStage.Ready, "sent back by review: " + judgement.Reasons[0], null, [counted, .. ReviewedAttemptFeedback(task)]);
    }

    /// <summary>Tells the next attempt, maybe with another model, whose work the review was about.</summary>
    private static IEnumerable<FeedbackAdded> ReviewedAttemptFeedback(TaskState task) =>
        task.Attempts.Count == 0 ? [] : [new FeedbackAdded($"So said the review of attempt {task.Attempts.Count}, which was made with {task.Attempts[^1].Model}.")];

    private static Decision<TaskEvent> Approval(TaskState task, ApprovalView approval)
    {
        if (task.Approval != approval.Id || approval.Status == ApprovalStatus.Pending)
        {
            return Decision<TaskEvent>.Unchanged;
        }

        if (approval.Status == ApprovalStatus.Approved)
        {
            // Never-auto: the operator has acted himself; the factory does nothing more.
            return approval.Request.Tier == ApprovalTier.NeverAuto
                ? Transition(task, TaskTrigger.Approved, TaskStage.Done, "the operator confirmed it")
                : Transition(task, TaskTrigger.Approved, TaskStage.Delivering, $"approved by {approval.DecidedBy}");
        }

        var why = approval.Status == ApprovalStatus.Expired ? "it was not decided in time" : $"rejected by {approval.DecidedBy}{(approval.Comment is null ? "" : ": " + approval.Comment)}";
        return Transition(task, TaskTrigger.Declined, TaskStage.Failed, why, new Problem(ErrorCodes.ApprovalRejected, $"'{approval.Request.Summary}' was not approved: {why}.", $"Ask again with: factory task retry {task.Id}"));
    }

    private static Decision<TaskEvent> Delivery(TaskState task, DeliveryOutcome outcome)
    {
        if (outcome.Problem is null)
        {
            return task.Stage == TaskStage.Done
                ? Decision<TaskEvent>.Unchanged
                : Transition(task, TaskTrigger.Delivered, TaskStage.Done, outcome.Url is null ? "merged" : $"deployed: {outcome.Url}", null, new ArtifactAccepted(WithDelivery(task.Artifact!, outcome)));
        }

        // A conflict is the builder's to solve, on top of what the branch has become meanwhile.
        return outcome.Problem.Code == ErrorCodes.MergeConflict && task.Rejections + 1 < task.Spec.MaxRounds
            ? Transition(task, TaskTrigger.DeliveryFailed, TaskStage.Ready, outcome.Problem.Message, null, new FeedbackAdded(outcome.Problem.Message))
            : Transition(task, TaskTrigger.DeliveryFailed, TaskStage.Failed, outcome.Problem.Message, outcome.Problem);
    }

    private static Artifact WithDelivery(Artifact artifact, DeliveryOutcome outcome) => artifact is Deployment deployment
        ? deployment with { Commit = outcome.Commit, Url = outcome.Url, Version = outcome.Version }
        : artifact;

    private static Decision<TaskEvent> Ask(TaskState task, AskOperator command, DateTimeOffset now)
    {
        if (task.Questions.Any(q => q.Text == command.Text))
        {
            return Decision<TaskEvent>.Unchanged;
        }

        return task.Stage == TaskStage.InProgress && task.ActiveAttempt == command.Attempt
            ? Decision<TaskEvent>.Accept(new QuestionAsked(new TaskQuestion(command.Question, command.Text, now)))
            : NotAllowed(task, "only the attempt at work can ask the operator");
    }

    private static Decision<TaskEvent> Answer(TaskState task, AnswerQuestion command)
    {
        if (task.OpenQuestion() is { } open)
        {
            return Decision<TaskEvent>.Accept(new QuestionAnswered(open.Id, command.Text));
        }

        return task.Questions.LastOrDefault() is { } last && last.Answer == command.Text
            ? Decision<TaskEvent>.Unchanged
            : Decision<TaskEvent>.Reject(ErrorCodes.QuestionAlreadyAnswered, $"{task.Id} has no open question.", "See what waits for you with: factory approvals");
    }

    /// <summary>A result that was accepted is not made again: only the question or the delivery is repeated.</summary>
    private static Decision<TaskEvent> Retry(TaskState task, ApprovalId newApproval) => task.FailedStage switch
    {
        TaskStage.AwaitingApproval => Transition(task, TaskTrigger.Retry, TaskStage.AwaitingApproval, "the operator is asked again", null, new ApprovalRequired(newApproval)),
        TaskStage.Delivering when task.Problem?.Code != ErrorCodes.MergeConflict => Transition(task, TaskTrigger.Retry, TaskStage.Delivering, "the delivery is tried again"),
        _ => Transition(task, TaskTrigger.Retry, TaskStage.Ready, "the operator wants a retry"),
    };

    /// <summary>The result is accepted: what the factory does with it depends on the action's tier.</summary>
    private Decision<TaskEvent> AcceptResult(TaskState task, TaskTrigger move, string reason, ApprovalId newApproval, params TaskEvent[] before)
    {
        if (task.Spec.Action is not { } action)
        {
            return Transition(task, move, TaskStage.Done, reason, null, before);
        }

        return actions.TierOf(action.ActionClass) is ApprovalTier.Auto or ApprovalTier.NotifyAfter
            ? Transition(task, move, TaskStage.Delivering, reason, null, before)
            : Transition(task, move, TaskStage.AwaitingApproval, $"{reason}; '{action.ActionClass}' needs the operator", null, [.. before, new ApprovalRequired(newApproval)]);
    }

    private static Decision<TaskEvent> Transition(TaskState task, TaskTrigger move, TaskStage to, string reason, Problem? problem = null, params TaskEvent[] before) =>
        TaskTransitions.IsAllowed(task.Stage, move)
            ? Decision<TaskEvent>.Accept([.. before, new TaskTransitioned(move, to, reason, problem)])
            : NotAllowed(task, $"{move} is not possible now");

    private static Decision<TaskEvent> NotAllowed(TaskState task, string what) =>
        Decision<TaskEvent>.Reject(ErrorCodes.TransitionNotAllowed, $"{task.Id} is in stage {task.Stage}: {what}.", $"See it with: factory task show {task.Id}");
}
