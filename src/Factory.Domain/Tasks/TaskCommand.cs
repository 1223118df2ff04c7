using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Tasks;

/// <summary>Commands of a task; <see cref="TaskRules.Decide"/> answers each of them.</summary>
public abstract record TaskCommand
{
    private protected TaskCommand()
    {
    }
}

/// <summary>Kev chose who does the next attempt.</summary>
/// <param name="Assignment">Agent, model and reason.</param>
public sealed record AssignAttempt(TaskAssignment Assignment) : TaskCommand;

/// <summary>No agent or model can ever do the task.</summary>
/// <param name="Problem">Why.</param>
public sealed record FailTask(Problem Problem) : TaskCommand;

/// <summary>The attempt at work has ended.</summary>
/// <param name="Attempt">The attempt with its result.</param>
public sealed record EndAttempt(AttemptView Attempt) : TaskCommand;

/// <summary>A review of the result is there.</summary>
/// <param name="ReviewTask">The review task; the same one counts once.</param>
/// <param name="Report">Its report. The verdict counts as it is: it was settled when the review's attempt
/// ended.</param>
public sealed record RecordReview(TaskId ReviewTask, ReviewReport Report) : TaskCommand;

/// <summary>The operator decided, or the approval expired.</summary>
/// <param name="Approval">The approval as it is now.</param>
public sealed record RecordApproval(ApprovalView Approval) : TaskCommand;

/// <summary>The merge or deployment has ended.</summary>
/// <param name="Outcome">Its result.</param>
public sealed record RecordDelivery(DeliveryOutcome Outcome) : TaskCommand;

/// <summary>The agent at work asks the operator.</summary>
/// <param name="Attempt">The attempt that asks.</param>
/// <param name="Text">The question. Untrusted text.</param>
public sealed record AskOperator(AttemptId Attempt, string Text) : TaskCommand;

/// <summary>The operator answers the open question.</summary>
/// <param name="Text">The answer.</param>
public sealed record AnswerQuestion(string Text) : TaskCommand;

/// <summary>The operator tells the agent something beyond the specification.</summary>
/// <param name="Text">The operator's words.</param>
public sealed record TellAgent(string Text) : TaskCommand;

/// <summary>The operator stops the task.</summary>
/// <param name="Reason">Why, one line.</param>
public sealed record CancelTask(string Reason) : TaskCommand;

/// <summary>The operator retries a failed or cancelled task.</summary>
public sealed record RetryTask : TaskCommand;

/// <summary>A task from the backlog becomes ready.</summary>
public sealed record PromoteTask : TaskCommand;
