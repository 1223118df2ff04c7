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

    /// <summary>Its attempts, oldest first.</summary>
    [Id(4)] public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    /// <summary>The latest accepted result; null before the first.</summary>
    [Id(5)] public Artifact? Artifact { get; init; }

    /// <summary>Reasons why earlier work was not accepted, latest last.</summary>
    [Id(6)] public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    [Id(7)] public Problem? Problem { get; init; }

    /// <summary>The approval it waits for; null when it waits for none.</summary>
    [Id(8)] public ApprovalId? Approval { get; init; }

    /// <summary>The open question of its agent; null when there is none.</summary>
    [Id(9)] public TaskQuestion? Question { get; init; }

    /// <summary>When it was opened.</summary>
    [Id(10)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    [Id(11)] public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>
    /// Failed attempts, rejections and merge conflicts since it was opened or retried; each raises the model's tier.
    /// </summary>
    [Id(12)] public int Setbacks { get; init; }

    /// <summary>The failed attempts among <see cref="Setbacks"/>.</summary>
    [Id(13)] public int FailedAttempts { get; init; }

    /// <summary>
    /// Number of changes so far: two views of one task with the same revision are the same. Between grains only; 0 in
    /// views read from JSON.
    /// </summary>
    [Id(14), JsonIgnore] public int Revision { get; init; }

    /// <summary>
    /// The revision in which it came into its stage: the end of a stopped attempt changes <see cref="Revision"/>, not
    /// this. Between grains only; 0 in views read from JSON.
    /// </summary>
    [Id(16), JsonIgnore] public int StageRevision { get; init; }

    /// <summary>Why it is not at work yet; null unless it is ready, and in events and stored views.</summary>
    [Id(15)] public Kev.WaitView? Wait { get; init; }

    /// <summary>What the operator told its agents, oldest first.</summary>
    [Id(17)] public IReadOnlyList<TaskMessage> Messages { get; init; } = [];

    /// <summary>
    /// True when the latest attempt is a rehearsal model's: what it ends with is no work on the task.
    /// </summary>
    public bool Rehearsal => Assignment is { Rehearsal: true };

    /// <summary>True when the task changes only by the operator's retry.</summary>
    public bool IsFinished() => Stage is TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled;

    /// <summary>What all attempts cost.</summary>
    public Usd Cost() => new(Attempts.Sum(a => a.Cost.Amount));

    /// <summary>Tokens of all attempts.</summary>
    public TokenUsage Usage() => Attempts.Aggregate(default(TokenUsage), (sum, a) => sum + a.Usage);
}

/// <summary>One attempt in its task's history.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number within the task, from 1.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model.</param>
/// <param name="Status">Its status.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
/// <param name="Usage">Its tokens.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Problem">Why it did not succeed; null when it did or is running.</param>
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
    /// <summary>The verdict on its result; null before it is judged, and without a result.</summary>
    [Id(10)] public AttemptVerdict? Verdict { get; init; }
}

/// <summary>A question of an agent to the operator.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">The question. Untrusted: it is displayed and never interpreted.</param>
/// <param name="AskedAt">When it was asked.</param>
/// <param name="Answer">The operator's answer; null while open.</param>
[GenerateSerializer, Immutable, Alias("TaskQuestion")]
public sealed record TaskQuestion(
    [property: Id(0)] QuestionId Id,
    [property: Id(1)] string Text,
    [property: Id(2)] DateTimeOffset AskedAt,
    [property: Id(3)] string? Answer = null);
