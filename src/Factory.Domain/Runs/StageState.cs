using Factory.Contracts.Artifacts;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Runs;

/// <summary>What a stage has come to. Totals of closed rounds are kept; the latest task's are added as they are seen.</summary>
public sealed record StageState(string Name)
{
    public StageStatus Status { get; init; } = StageStatus.Waiting;

    public int Round { get; init; }

    /// <summary>The task of the latest round; null before the first.</summary>
    public TaskId? Task { get; init; }

    /// <summary>The latest task as last seen; null before that.</summary>
    public TaskTotals? LatestTotals { get; init; }

    /// <summary>Totals of the rounds before the latest.</summary>
    public TaskTotals EarlierTotals { get; init; } = new(0, default, default);

    public AgentId? Agent { get; init; }

    public ModelRef? Model { get; init; }

    public Artifact? Artifact { get; init; }

    public string? Outcome { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Money of all rounds.</summary>
    public Usd Cost => EarlierTotals.Cost + (LatestTotals?.Cost ?? default);

    /// <summary>The stage entered again (or for the first time) with a new task.</summary>
    public StageState StartRound(TaskId task, DateTimeOffset now) => this with
    {
        Status = StageStatus.Running,
        Round = Round + 1,
        Task = task,
        EarlierTotals = EarlierTotals.Add(LatestTotals),
        LatestTotals = null,
        Outcome = null,
        StartedAt = StartedAt ?? now,
        FinishedAt = null,
    };

    /// <summary>The stage as if it had not been entered yet, except that its rounds and totals stay.</summary>
    public StageState Reset(string? outcome) => this with
    {
        Status = StageStatus.Waiting,
        Task = null,
        EarlierTotals = EarlierTotals.Add(LatestTotals),
        LatestTotals = null,
        Outcome = outcome,
        FinishedAt = null,
    };

    /// <summary>The stage as its latest task shows it.</summary>
    public StageState WithTask(TaskView task) => this with
    {
        LatestTotals = new TaskTotals(task.Attempts.Count, task.Usage(), task.Cost()),
        Agent = task.Assignment?.Agent ?? Agent,
        Model = task.Assignment?.Model ?? Model,
        Artifact = task.Artifact ?? Artifact,
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
}

/// <summary>A task's totals as last seen.</summary>
public sealed record TaskTotals(int Attempts, TokenUsage Usage, Usd Cost)
{
    /// <summary>Both together.</summary>
    public TaskTotals Add(TaskTotals? other) => other is null ? this : new(Attempts + other.Attempts, Usage + other.Usage, Cost + other.Cost);
}
