using System.Text.Json.Serialization;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Contracts.Tasks;

/// <summary>A task as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("TaskView")]
public sealed record TaskView
{
    /// <summary>The task.</summary>
    [Id(0)] public required TaskId Id { get; init; }

    /// <summary>What it is about.</summary>
    [Id(1)] public required TaskSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(2)] public required TaskStage Stage { get; init; }

    /// <summary>Kev's latest choice; null before the first.</summary>
    [Id(3)] public TaskAssignment? Assignment { get; init; }

    /// <summary>All attempts, oldest first.</summary>
    [Id(4)] public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    /// <summary>The latest accepted result; null before the first.</summary>
    [Id(5)] public Artifact? Artifact { get; init; }

    /// <summary>Reasons why earlier work was not accepted, latest last.</summary>
    [Id(6)] public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    [Id(7)] public Problem? Problem { get; init; }

    /// <summary>The approval it waits for; null when it waits for none.</summary>
    [Id(8)] public ApprovalId? Approval { get; init; }

    /// <summary>The question that waits for the operator's answer; null when none does.</summary>
    [Id(9)] public TaskQuestion? Question { get; init; }

    /// <summary>When it was opened.</summary>
    [Id(10)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(11)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Failed attempts, rejected reviews and merge conflicts since it was opened or retried. Each raises the model's tier.
    /// </summary>
    [Id(12)] public int Setbacks { get; init; }

    /// <summary>The failed attempts among <see cref="Setbacks"/>.</summary>
    [Id(13)] public int FailedAttempts { get; init; }

    /// <summary>
    /// Number of changes so far: two views of one task with the same revision are the same. Between grains only; 0 in views read from JSON.
    /// </summary>
    [Id(14), JsonIgnore] public int Revision { get; init; }

    /// <summary>True when the task changes only by the operator's retry.</summary>
    public bool IsFinished() => Stage is TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled;

    /// <summary>What all attempts cost.</summary>
    public Usd Cost() => new(Attempts.Sum(a => a.Cost.Amount));

    /// <summary>Tokens of all attempts.</summary>
    public TokenUsage Usage() => Attempts.Aggregate(default(TokenUsage), (sum, a) => sum + a.Usage);
}

/// <summary>One attempt in its task's history.</summary>
/// <param name="Id">The attempt.</param>
/// <param name="Number">From 1.</param>
/// <param name="Agent">The agent that worked.</param>
/// <param name="Model">The model it used.</param>
/// <param name="Status">How it stands or ended.</param>
/// <param name="StartedAt">When it was assigned.</param>
/// <param name="FinishedAt">When it ended; null while it works.</param>
/// <param name="Usage">Tokens, known when it has ended.</param>
/// <param name="Cost">Money, known when it has ended.</param>
/// <param name="Problem">Why it failed; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("TaskAttempt")]
public sealed record TaskAttempt(
    [property: Id(0)] AttemptId Id,
    [property: Id(1)] int Number,
    [property: Id(2)] AgentId Agent,
    [property: Id(3)] ModelRef Model,
    [property: Id(4)] Attempts.AttemptStatus Status,
    [property: Id(5)] DateTimeOffset StartedAt,
    [property: Id(6)] DateTimeOffset? FinishedAt,
    [property: Id(7)] TokenUsage Usage,
    [property: Id(8)] Usd Cost,
    [property: Id(9)] Problem? Problem)
{
    /// <summary>What was decided about its result; null before the decision, and without a result.</summary>
    [Id(10)] public AttemptVerdict? Verdict { get; init; }
}

/// <summary>A question of an agent to the operator.</summary>
/// <param name="Id">The question.</param>
/// <param name="Text">The question. Untrusted text.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Answer">The operator's answer; null while open.</param>
[GenerateSerializer, Immutable, Alias("TaskQuestion")]
public sealed record TaskQuestion(
    [property: Id(0)] QuestionId Id,
    [property: Id(1)] string Text,
    [property: Id(2)] DateTimeOffset AskedAt,
    [property: Id(3)] string? Answer = null);
