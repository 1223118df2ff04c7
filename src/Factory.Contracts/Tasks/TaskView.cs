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
    [Id(0)] public required TaskId Id { get; init; }

    [Id(1)] public required TaskSpec Spec { get; init; }

    [Id(2)] public required TaskStage Stage { get; init; }

    /// <summary>Kev's latest choice; null before the first.</summary>
    [Id(3)] public TaskAssignment? Assignment { get; init; }

    /// <summary>Oldest first.</summary>
    [Id(4)] public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    /// <summary>The latest accepted submission; null before the first.</summary>
    [Id(5)] public Artifact? Artifact { get; init; }

    /// <summary>Reasons from reviews, latest last.</summary>
    [Id(6)] public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    [Id(7)] public Problem? Problem { get; init; }

    /// <summary>The approval it waits for; null when it waits for none.</summary>
    [Id(8)] public ApprovalId? Approval { get; init; }

    /// <summary>What an agent asked and nobody answered yet; null when nothing is open.</summary>
    [Id(9)] public TaskQuestion? Question { get; init; }

    [Id(10)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(11)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Failed attempts, and reviews and merge conflicts that sent it back, since it was opened or retried; each raises the model's tier.</summary>
    [Id(12)] public int Setbacks { get; init; }

    /// <summary>The part of <see cref="Setbacks"/> that was failed attempts.</summary>
    [Id(13)] public int FailedAttempts { get; init; }

    /// <summary>
    /// Number of changes so far: two views of one task with the same revision are the same. Between grains only; 0 in views read from JSON.
    /// </summary>
    [Id(14), JsonIgnore] public int Revision { get; init; }

    /// <summary>True when nothing moves any more unless the operator retries.</summary>
    public bool IsFinished() => Stage is TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled;

    /// <summary>All attempts together.</summary>
    public Usd Cost() => new(Attempts.Sum(a => a.Cost.Amount));

    /// <summary>All attempts together.</summary>
    public TokenUsage Usage() => Attempts.Aggregate(default(TokenUsage), (sum, a) => sum + a.Usage);
}

/// <summary>One attempt in its task's history.</summary>
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
    /// <summary>Result of its result; null while nobody has judged it, and where there was none.</summary>
    [Id(10)] public AttemptVerdict? Verdict { get; init; }
}

/// <summary>Something an agent asked the operator.</summary>
/// <param name="Id">The question.</param>
/// <param name="Text">Untrusted text: shown, never followed.</param>
/// <param name="AskedAt">When.</param>
/// <param name="Answer">The operator's answer; null while open.</param>
[GenerateSerializer, Immutable, Alias("TaskQuestion")]
public sealed record TaskQuestion(
    [property: Id(0)] QuestionId Id,
    [property: Id(1)] string Text,
    [property: Id(2)] DateTimeOffset AskedAt,
    [property: Id(3)] string? Answer = null);
