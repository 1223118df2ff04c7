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

    /// <summary>The task.</summary>
    public required TaskId Id { get; init; }

    /// <summary>What it is about; fixed when it was opened.</summary>
    public required TaskSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public required TaskStage Stage { get; init; }

    /// <summary>Kev's latest choice; null before the first.</summary>
    public TaskAssignment? Assignment { get; init; }

    /// <summary>All attempts, oldest first.</summary>
    public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];

    /// <summary>The attempt at work; null when none is.</summary>
    public AttemptId? ActiveAttempt { get; init; }

    /// <summary>The latest accepted result; null before the first.</summary>
    public Artifact? Artifact { get; init; }

    /// <summary>
    /// Reasons why earlier work was not accepted, for the next attempt, latest last; it starts with the
    /// specification's.
    /// </summary>
    public IReadOnlyList<string> Feedback { get; init; } = [];

    /// <summary>The commit from which the next attempt starts; null for the head of the product's branch.</summary>
    public string? StartCommit { get; init; }

    /// <summary>The commit that the latest rejection was about; null when the latest review passed.</summary>
    public string? RejectedCommit { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The stage in which it failed, where a retry continues. Null unless failed.</summary>
    public TaskStage? FailedStage { get; init; }

    /// <summary>The approval it waits for; null when it waits for none.</summary>
    public ApprovalId? Approval { get; init; }

    /// <summary>Questions to the operator, oldest first; at most one is open.</summary>
    public IReadOnlyList<TaskQuestion> Questions { get; init; } = [];

    /// <summary>What the operator told the agents, oldest first.</summary>
    public IReadOnlyList<TaskMessage> Messages { get; init; } = [];

    /// <summary>Review tasks whose verdict is recorded: the same review counts once.</summary>
    public IReadOnlyList<TaskId> ReviewTasks { get; init; } = [];

    /// <summary>
    /// Attempts that failed since the task was opened or retried; at most the specification's maximum.
    /// </summary>
    public int FailedAttempts { get; init; }

    /// <summary>
    /// Reviews and merge conflicts that sent it back since it was opened or retried. Each one raises the tier, as each
    /// failed attempt does.
    /// </summary>
    public int Rejections { get; init; }

    /// <summary>Number of events applied so far: two views of a task with the same revision are the same.</summary>
    public int Revision { get; init; }

    /// <summary>
    /// The revision in which it came into its stage; null until the first event of a task that an earlier version
    /// stored.
    /// </summary>
    public int? StageRevision { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the latest event was applied.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>A task that was just opened.</summary>
    /// <param name="backlog">True to keep it in the backlog; false to make it ready.</param>
    public static TaskState Open(TaskId id, TaskSpec spec, DateTimeOffset now, bool backlog = false) => new()
    {
        Id = id,
        Spec = spec,
        Stage = backlog ? TaskStage.Backlog : TaskStage.Ready,
        Feedback = spec.Feedback,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>The question that waits for an answer; null when there is none.</summary>
    public TaskQuestion? OpenQuestion() => Questions.FirstOrDefault(q => q.Answer is null);

    /// <summary>True for an attempt of this task whose end has not been recorded.</summary>
    public bool IsUnrecorded(AttemptId attempt) => Attempts.Any(a => a.Id == attempt && a.Status == AttemptStatus.Running);

    /// <summary>Attempts that were stopped and whose end has not been recorded, oldest first.</summary>
    public IEnumerable<AttemptId> StoppedAttempts() =>
        Attempts.Where(a => a.Status == AttemptStatus.Running && a.Id != ActiveAttempt).Select(a => a.Id);

    /// <summary>The state after an event. Never fails.</summary>
    public TaskState Apply(TaskEvent @event, DateTimeOffset now) => (@event switch
    {
        TaskTransitioned e => ApplyTransition(e),
        AttemptAssigned a => this with
        {
            Assignment = a.Assignment,
            ActiveAttempt = a.Attempt,
            Attempts = [.. Attempts, StartedAttempt(a, now)],
        },
        AttemptRecorded r => ApplyAttempt(r.Attempt),
        ArtifactAccepted t => this with { Artifact = t.Artifact, StartCommit = (t.Artifact as ChangeSet)?.Commit ?? StartCommit },
        ReviewRecorded c => this with
        {
            ReviewTasks = [.. ReviewTasks, c.ReviewTask],
            Rejections = Rejections + (c.Verdict == Verdict.Reject ? 1 : 0),
            RejectedCommit = c.Verdict == Verdict.Reject ? (Artifact as ChangeSet)?.Commit : null,
            Feedback = [.. Feedback, .. c.Reasons],
        },
        FeedbackAdded f => this with { Feedback = [.. Feedback, f.Text] },
        StartCommitCleared => this with { StartCommit = null },
        ApprovalRequired a => this with { Approval = a.Approval },
        // What an earlier attempt asked is withdrawn: nobody waits for it, and it would take the answer to this one.
        QuestionAsked q => this with
        {
            Questions = [.. Questions.Where(x => x.Answer is not null || x.AskedAt >= Attempts[^1].StartedAt), q.Question],
        },
        QuestionAnswered q => this with { Questions = [.. Questions.Select(x => x.Id == q.Question ? x with { Answer = q.Answer } : x)] },
        MessageAdded m => this with { Messages = [.. Messages, m.Message] },
        _ => this,
    }) with
    {
        UpdatedAt = now,
        Revision = Revision + 1,
        StageRevision = @event is TaskTransitioned ? Revision + 1 : StageRevision ?? Revision,
    };

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
        // A question outlives its attempt, because the next one may ask the same again (TaskRules.Ask). In between
        // nothing waits for the answer, so it is not shown.
        Question = Stage == TaskStage.InProgress ? OpenQuestion() : null,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        Setbacks = FailedAttempts + Rejections,
        FailedAttempts = FailedAttempts,
        Revision = Revision,
        Messages = Messages,
        StageRevision = StageRevision ?? Revision,
    };

    /// <inheritdoc/>
    public IndexRow ToIndexRow() => new(
        "task",
        Id.Value,
        Spec.Run?.Value,
        JsonNamingPolicy.CamelCase.ConvertName(Stage.ToString()),
        CreatedAt,
        JsonSerializer.Serialize(ToView(), FactoryJson.Options));

    private TaskAttempt StartedAttempt(AttemptAssigned assigned, DateTimeOffset now) => new(
        assigned.Attempt,
        Attempts.Count + 1,
        assigned.Assignment.Agent,
        assigned.Assignment.Model,
        AttemptStatus.Running,
        now,
        null,
        default,
        default,
        null);

    private TaskState ApplyTransition(TaskTransitioned transition) => this with
    {
        Attempts = VerdictOf(transition) is { } verdict && Attempts.Count > 0
            ? [.. Attempts.SkipLast(1), Attempts[^1] with { Verdict = verdict }]
            : Attempts,
        Stage = transition.To,
        Problem = transition.Problem,
        RejectedCommit = transition.Trigger == TaskTrigger.ChangesRequested ? (Artifact as ChangeSet)?.Commit : RejectedCommit,
        // Stage is still the old one: a with expression reads from the record that it copies.
        FailedStage = transition.To == TaskStage.Failed ? Stage : null,

        // Whatever belongs to a stage ends with it: a late report of an old attempt or approval must not match any
        // more.
        ActiveAttempt = transition.To == TaskStage.InProgress ? ActiveAttempt : null,
        Approval = transition.To == TaskStage.AwaitingApproval ? Approval : null,
        FailedAttempts = transition.Trigger == TaskTrigger.Retry ? 0 : FailedAttempts,
        Rejections = transition switch
        {
            { Trigger: TaskTrigger.Retry } => 0,
            // A merge conflict uses up a round like a rejection by review, which ReviewRecorded counts.
            { Trigger: TaskTrigger.DeliveryFailed, To: TaskStage.Ready } => Rejections + 1,
            _ => Rejections,
        },
    };

    /// <summary>What the transition says about the latest attempt's result; null when nothing.</summary>
    private static AttemptVerdict? VerdictOf(TaskTransitioned transition) => transition switch
    {
        { Trigger: TaskTrigger.ReviewPassed } => AttemptVerdict.Accepted,
        { Trigger: TaskTrigger.ReviewRejected or TaskTrigger.ChangesRequested } => AttemptVerdict.Rejected,
        { Trigger: TaskTrigger.AttemptSucceeded, To: not TaskStage.Review } => AttemptVerdict.Accepted,
        _ => null,
    };

    private TaskState ApplyAttempt(AttemptView attempt) => this with
    {
        FailedAttempts = FailedAttempts + (attempt.Status == AttemptStatus.Failed && attempt.Request.Attempt == ActiveAttempt ? 1 : 0),

        // A failed attempt may have saved unfinished work: the next one continues from it instead of paying for it
        // twice.
        StartCommit = Attempts[^1].Id == attempt.Request.Attempt ? attempt.Result?.SalvagedCommit ?? StartCommit : StartCommit,
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
