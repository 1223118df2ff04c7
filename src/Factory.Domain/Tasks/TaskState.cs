using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Indexing;
using Factory.Domain.States;

namespace Factory.Domain.Tasks;

/// <summary>A task's state. Immutable: <see cref="Apply"/> makes the next one.</summary>
[Alias("TaskState")]
public sealed record TaskState : IIndexed
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "task";

    public required TaskId Id { get; init; }

    public required TaskSpec Spec { get; init; }

    public required TaskStage Stage { get; init; }

    public TaskAssignment? Assignment { get; init; }

    public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    /// <summary>The attempt at work; null when none is.</summary>
    public AttemptId? ActiveAttempt { get; init; }

    public Artifact? Artifact { get; init; }

    /// <summary>What the next attempt must know, latest last; it starts with the spec's.</summary>
    public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>Where the next attempt starts; null for the product's branch.</summary>
    public string? StartCommit { get; init; }

    public Problem? Problem { get; init; }

    /// <summary>The stage in which it failed: a retry goes on there. Null unless failed.</summary>
    public TaskStage? FailedStage { get; init; }

    public ApprovalId? Approval { get; init; }

    public IReadOnlyList<TaskQuestion> Questions { get; init; } = [];

    /// <summary>Review tasks that have been counted: the same review counts once.</summary>
    public IReadOnlyList<TaskId> ReviewTasks { get; init; } = [];

    /// <summary>Attempts that failed since the task was opened or retried; measured against the spec's allowance.</summary>
    public int FailedAttempts { get; init; }

    /// <summary>Reviews and merge conflicts that sent it back since it was opened or retried; each one, like each failed attempt, raises the tier.</summary>
    public int Rejections { get; init; }

    /// <summary>Number of events applied so far: two views of a task with the same revision are the same.</summary>
    public int Revision { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A task that was just opened.</summary>
    public static TaskState Open(TaskId id, TaskSpec spec, DateTimeOffset now) => new()
    {
        Id = id,
        Spec = spec,
        Stage = TaskStage.Ready,
        Feedback = spec.Feedback,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The question nobody answered yet; null when there is none.</summary>
    public TaskQuestion? OpenQuestion() => Questions.FirstOrDefault(q => q.Answer is null);

    /// <summary>The state after an event. Never fails.</summary>
    public TaskState Apply(TaskEvent @event, DateTimeOffset now) => (@event switch
    {
        TaskTransitioned m => ApplyTransition(m),
        AttemptAssigned a => this with
        {
            Assignment = a.Assignment,
            ActiveAttempt = a.Attempt,
            Attempts = [.. Attempts, new TaskAttempt(a.Attempt, Attempts.Count + 1, a.Assignment.Agent, a.Assignment.Model, AttemptStatus.Running, now, null, default, default, null)],
        },
        AttemptRecorded r => ApplyAttempt(r.Attempt),
        ArtifactAccepted t => this with { Artifact = t.Artifact, StartCommit = (t.Artifact as ChangeSet)?.Commit ?? StartCommit },
        ReviewRecorded c => this with
        {
            ReviewTasks = [.. ReviewTasks, c.ReviewTask],
            Rejections = Rejections + (c.Verdict == Verdict.Reject ? 1 : 0),
            Feedback = [.. Feedback, .. c.Reasons],
        },
        FeedbackAdded f => this with { Feedback = [.. Feedback, f.Text] },
        ApprovalRequired a => this with { Approval = a.Approval },
        QuestionAsked q => this with { Questions = [.. Questions, q.Question] },
        QuestionAnswered q => this with { Questions = [.. Questions.Select(x => x.Id == q.Question ? x with { Answer = q.Answer } : x)] },
        _ => this,
    }) with { UpdatedAt = now, Revision = Revision + 1 };

    /// <summary>The task as the API returns it.</summary>
    public TaskView ToView() => new()
    {
        Id = Id,
        Spec = Spec,
        Stage = Stage,
        Assignment = Assignment,
        Attempts = Attempts,
        Artifact = Artifact,
        Feedback = Feedback,
        Problem = Problem,
        Approval = Approval,
        Question = Stage == TaskStage.InProgress ? OpenQuestion() : null,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Setbacks = FailedAttempts + Rejections,
        FailedAttempts = FailedAttempts,
        Revision = Revision,
    };

    /// <inheritdoc/>
    public IndexRow ToIndexRow() =>
        new("task", Id.Value, Spec.Run?.Value, JsonNamingPolicy.CamelCase.ConvertName(Stage.ToString()), CreatedAt, JsonSerializer.Serialize(ToView(), FactoryJson.Options));

    private TaskState ApplyTransition(TaskTransitioned move) => this with
    {
        Attempts = VerdictOf(move) is { } verdict && Attempts.Count > 0 ? [.. Attempts.SkipLast(1), Attempts[^1] with { Verdict = verdict }] : Attempts,
        Stage = move.To,
        Problem = move.Problem,
        FailedStage = move.To == TaskStage.Failed ? Stage : null,
        ActiveAttempt = move.To == TaskStage.InProgress ? ActiveAttempt : null,
        Approval = move.To == TaskStage.AwaitingApproval ? Approval : null,
        FailedAttempts = move.Trigger == TaskTrigger.Retry ? 0 : FailedAttempts,
        Rejections = move switch
        {
            { Trigger: TaskTrigger.Retry } => 0,
            { Trigger: TaskTrigger.DeliveryFailed, To: TaskStage.Ready } => Rejections + 1,
            _ => Rejections,
        },
    };

    private static AttemptVerdict? VerdictOf(TaskTransitioned move) => move switch
    {
        { Trigger: TaskTrigger.ReviewPassed } => AttemptVerdict.Accepted,
        { Trigger: TaskTrigger.ReviewRejected } => AttemptVerdict.Rejected,
        { Trigger: TaskTrigger.AttemptSucceeded, To: not TaskStage.Review } => AttemptVerdict.Accepted,
        _ => null,
    };

    private TaskState ApplyAttempt(AttemptView attempt) => this with
    {
        FailedAttempts = FailedAttempts + (attempt.Status == AttemptStatus.Failed ? 1 : 0),
        StartCommit = attempt.Result?.SalvagedCommit ?? StartCommit,
        Attempts =
        [
            .. Attempts.Select(a => a.Id != attempt.Request.Attempt ? a : a with
            {
                Status = attempt.Status,
                FinishedAt = attempt.FinishedAt,
                Usage = attempt.Progress.Usage,
                Cost = attempt.Progress.Cost,
                Problem = attempt.Result?.Problem,
            }),
        ],
    };
}
