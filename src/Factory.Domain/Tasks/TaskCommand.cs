using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Tasks;

/// <summary>Commands of a task.</summary>
public abstract record TaskCommand
{
    private protected TaskCommand()
    {
    }
}

/// <summary>Kev chose who does the next attempt.</summary>
public sealed record AssignAttempt(AttemptId Attempt, TaskAssignment Assignment) : TaskCommand;

/// <summary>Nobody can ever do it.</summary>
public sealed record FailTask(Problem Problem) : TaskCommand;

/// <summary>The attempt at work has ended.</summary>
public sealed record EndAttempt(AttemptView Attempt) : TaskCommand;

/// <summary>A review of the result is there; the report's verdict is the one that counts.</summary>
public sealed record RecordReview(TaskId ReviewTask, ReviewReport Report) : TaskCommand;

/// <summary>The operator decided, or the approval expired.</summary>
public sealed record RecordApproval(ApprovalView Approval) : TaskCommand;

/// <summary>The merge or deployment has ended.</summary>
public sealed record RecordDelivery(DeliveryOutcome Outcome) : TaskCommand;

/// <summary>The agent at work asks the operator.</summary>
public sealed record AskOperator(QuestionId Question, AttemptId Attempt, string Text) : TaskCommand;

/// <summary>The operator answers the open question.</summary>
public sealed record AnswerQuestion(string Text) : TaskCommand;

/// <summary>The operator stops the task.</summary>
public sealed record CancelTask(string Reason) : TaskCommand;

/// <summary>The operator wants a retry.</summary>
public sealed record RetryTask : TaskCommand;

/// <summary>A task from the backlog becomes ready.</summary>
public sealed record PromoteTask : TaskCommand;
