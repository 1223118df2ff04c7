using Factory.Contracts.Artifacts;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>The state of one stage of a run. Immutable: <see cref="Apply"/> makes the next one.</summary>
/// <param name="Name">The stage's name in the pipeline.</param>
public sealed record StageState(string Name)
{
    /// <summary>Where it stands.</summary>
    public StageStatus Status { get; init; } = StageStatus.Waiting;

    /// <summary>From 1; 0 before the first round.</summary>
    public int Round { get; init; }

    /// <summary>The task of the latest round; null before the first and after a reset.</summary>
    public TaskId? Task { get; init; }

    /// <summary>The revision of the task that this state reflects; null when the task has not been read yet.</summary>
    public int? ObservedRevision { get; init; }

    /// <summary>
    /// The revision in which the task that is being retried had failed or was cancelled; null when none is. Until it has
    /// left that stage it says nothing about this one and must still be retried, whatever else is recorded of it.
    /// </summary>
    public int? RetriedRevision { get; init; }

    /// <summary>Totals of the latest task as last read; null before that.</summary>
    public TaskTotals? LatestTotals { get; init; }

    /// <summary>Totals of the rounds before the latest.</summary>
    public TaskTotals EarlierTotals { get; init; } = new(0, default, default);

    /// <summary>The agent of the latest attempt; null before the first.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>The model of the latest attempt; null before the first.</summary>
    public ModelRef? Model { get; init; }

    /// <summary>The latest artifact of any round; null before the first.</summary>
    public Artifact? Artifact { get; init; }

    /// <summary>
    /// How the stage ended or why it waits, one line for people; null when there is nothing to report.
    /// </summary>
    public string? Outcome { get; init; }

    /// <summary>
    /// Why this stage sent the pipeline back to an earlier one; the repeated stages receive it as feedback. Null unless
    /// it waits to be repeated.
    /// </summary>
    public string? LoopBackReason { get; init; }

    /// <summary>When the first round started; null before that.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done, failed or was cancelled; null otherwise.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Money of all rounds.</summary>
    public Usd Cost => EarlierTotals.Cost + (LatestTotals?.Cost ?? default);

    /// <summary>The state after an event of this stage. Never fails.</summary>
    public StageState Apply(StageEvent @event, DateTimeOffset now) => @event switch
    {
        StageTransitioned e => this with
        {
            Status = e.To,
            Outcome = e.Outcome,
            RetriedRevision = e.RetriedRevision,
            FinishedAt = e.To is StageStatus.Done or StageStatus.Failed or StageStatus.Cancelled ? FinishedAt ?? now : null,
        },
        // The artifact stays until the new round has one of its own: the run's address and evidence remain visible
        // meanwhile.
        StageRoundStarted e => LeaveTask() with
        {
            Status = StageStatus.Running,
            Round = Round + 1,
            Task = e.Task,
            StartedAt = StartedAt ?? now,
        },
        StageReset e => LeaveTask() with
        {
            Outcome = e.LoopBackReason is null ? null : "sent back: " + e.LoopBackReason,
            LoopBackReason = e.LoopBackReason,
        },
        StageTaskObserved e => ApplyTask(e.Task),
        StageOutcomeChanged e => this with { Outcome = e.Outcome },
        _ => this,
    };

    /// <summary>The stage as the API returns it.</summary>
    public StageView ToView() => new()
    {
        Name = Name,
        Status = Status,
        Round = Round,
        Attempts = EarlierTotals.Attempts + (LatestTotals?.Attempts ?? 0),
        Task = Task,
        Agent = Agent,
        Model = Model,
        Usage = EarlierTotals.Usage + (LatestTotals?.Usage ?? default),
        Cost = Cost,
        Outcome = Outcome,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
    };

    /// <summary>True while the retry that the operator asked for has not reached the task.</summary>
    public bool IsRetryPending(TaskView task) => task.Id == Task && task.StageRevision == RetriedRevision;

    /// <summary>The stage without its latest task: what the task cost stays in the totals.</summary>
    private StageState LeaveTask() => this with
    {
        Status = StageStatus.Waiting,
        Task = null,
        ObservedRevision = null,
        RetriedRevision = null,
        EarlierTotals = EarlierTotals.Add(LatestTotals),
        LatestTotals = null,
        Outcome = null,
        LoopBackReason = null,
        FinishedAt = null,
    };

    private StageState ApplyTask(TaskView task) => this with
    {
        ObservedRevision = task.Revision,
        RetriedRevision = null,
        LatestTotals = new TaskTotals(task.Attempts.Count, task.Usage(), task.Cost()),
        // The task of a new round has no assignment and no artifact at first: the previous ones are shown until then.
        Agent = task.Assignment?.Agent ?? Agent,
        Model = task.Assignment?.Model ?? Model,
        Artifact = task.Artifact ?? Artifact,
    };
}

/// <summary>A task's totals when it was last read.</summary>
/// <param name="Attempts">Attempts that were started.</param>
/// <param name="Usage">Tokens of all of them.</param>
/// <param name="Cost">Money of all of them.</param>
public sealed record TaskTotals(int Attempts, TokenUsage Usage, Usd Cost)
{
    /// <summary>The sum of both; this one when the other is null.</summary>
    public TaskTotals Add(TaskTotals? other) =>
        other is null ? this : new(Attempts + other.Attempts, Usage + other.Usage, Cost + other.Cost);
}
