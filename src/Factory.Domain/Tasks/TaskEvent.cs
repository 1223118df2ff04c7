using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Tasks;

/// <summary>A change of a task. <see cref="TaskState.Apply"/> produces the next state from it.</summary>
public abstract record TaskEvent
{
    private protected TaskEvent()
    {
    }
}

/// <summary>The task moved to another stage.</summary>
/// <param name="Trigger">The row of <see cref="TaskTransitions.Table"/>.</param>
/// <param name="To">The new stage.</param>
/// <param name="Reason">Why, one line for people.</param>
/// <param name="Problem">Why it failed or was cancelled; null otherwise.</param>
public sealed record TaskTransitioned(TaskTrigger Trigger, TaskStage To, string Reason, Problem? Problem = null) : TaskEvent;

/// <summary>Kev chose agent and model for the next attempt.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Assignment">Agent, model and reason.</param>
public sealed record AttemptAssigned(AttemptId Attempt, TaskAssignment Assignment) : TaskEvent;

/// <summary>An attempt ended.</summary>
/// <param name="Attempt">The attempt with its result.</param>
public sealed record AttemptRecorded(AttemptView Attempt) : TaskEvent;

/// <summary>A result was accepted as the task's artifact.</summary>
/// <param name="Artifact">The artifact.</param>
public sealed record ArtifactAccepted(Artifact Artifact) : TaskEvent;

/// <summary>The verdict of a review was recorded.</summary>
/// <param name="ReviewTask">The review task.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Reasons">What the builder must change; empty when passed.</param>
public sealed record ReviewRecorded(TaskId ReviewTask, Verdict Verdict, IReadOnlyList<string> Reasons) : TaskEvent;

/// <summary>The next attempt has one more reason to consider.</summary>
/// <param name="Text">The reason.</param>
public sealed record FeedbackAdded(string Text) : TaskEvent;

/// <summary>The next attempt starts from the product's branch, not from the task's own earlier commit.</summary>
public sealed record StartCommitCleared : TaskEvent;

/// <summary>The action requires the operator's approval.</summary>
/// <param name="Approval">The approval; requested after this event is committed.</param>
public sealed record ApprovalRequired(ApprovalId Approval) : TaskEvent;

/// <summary>The agent asked the operator.</summary>
/// <param name="Question">The question.</param>
public sealed record QuestionAsked(TaskQuestion Question) : TaskEvent;

/// <summary>The operator told the agent something.</summary>
/// <param name="Message">The message.</param>
public sealed record MessageAdded(TaskMessage Message) : TaskEvent;

/// <summary>The operator answered.</summary>
/// <param name="Question">The question.</param>
/// <param name="Answer">The answer.</param>
public sealed record QuestionAnswered(QuestionId Question, string Answer) : TaskEvent;
