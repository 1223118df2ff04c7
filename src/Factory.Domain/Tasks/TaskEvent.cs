using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Tasks;

/// <summary>What happened to a task. Those that move it say where to.</summary>
public abstract record TaskEvent
{
    private protected TaskEvent()
    {
    }
}

/// <summary>The task moved to another stage.</summary>
/// <param name="Trigger">Which row of the table.</param>
/// <param name="To">The new stage.</param>
/// <param name="Reason">Why, one line for people.</param>
/// <param name="Problem">Set when the task failed or was cancelled.</param>
public sealed record TaskTransitioned(TaskTrigger Trigger, TaskStage To, string Reason, Problem? Problem = null) : TaskEvent;

/// <summary>Kev chose agent and model for the next attempt.</summary>
public sealed record AttemptAssigned(AttemptId Attempt, TaskAssignment Assignment) : TaskEvent;

/// <summary>An attempt ended.</summary>
public sealed record AttemptRecorded(AttemptView Attempt) : TaskEvent;

/// <summary>A result was accepted as the task's artifact.</summary>
public sealed record ArtifactAccepted(Artifact Artifact) : TaskEvent;

/// <summary>A review was counted.</summary>
public sealed record ReviewRecorded(TaskId ReviewTask, Verdict Verdict, IReadOnlyList<string> Reasons) : TaskEvent;

/// <summary>Something the next attempt must know.</summary>
public sealed record FeedbackAdded(string Text) : TaskEvent;

/// <summary>The operator must be asked.</summary>
public sealed record ApprovalRequired(ApprovalId Approval) : TaskEvent;

/// <summary>The agent asked the operator.</summary>
public sealed record QuestionAsked(TaskQuestion Question) : TaskEvent;

/// <summary>The operator answered.</summary>
public sealed record QuestionAnswered(QuestionId Question, string Answer) : TaskEvent;
