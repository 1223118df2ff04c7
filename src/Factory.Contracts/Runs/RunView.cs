using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;

namespace Factory.Contracts.Runs;

/// <summary>A run as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("RunView")]
public sealed record RunView
{
    [Id(0)] public required RunId Id { get; init; }

    [Id(1)] public required string Idea { get; init; }

    [Id(2)] public required string Pipeline { get; init; }

    [Id(3)] public required RunStatus Status { get; init; }

    [Id(4)] public required ProductRef Product { get; init; }

    /// <summary>In the pipeline's order.</summary>
    [Id(5)] public required IReadOnlyList<StageView> Stages { get; init; }

    /// <summary>The hard cap.</summary>
    [Id(6)] public required Usd Budget { get; init; }

    /// <summary>What its finished and running attempts cost so far.</summary>
    [Id(7)] public required Usd Cost { get; init; }

    /// <summary>Where the product answers; null until deployed.</summary>
    [Id(8)] public string? Url { get; init; }

    /// <summary>The evidence of the latest review; null before the first.</summary>
    [Id(9)] public EvidenceReport? Evidence { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    [Id(10)] public Problem? Problem { get; init; }

    [Id(11)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(12)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>True when nothing moves any more unless the operator retries.</summary>
    public bool IsFinished() => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
}

/// <summary>A stage of a run as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("StageView")]
public sealed record StageView
{
    [Id(0)] public required string Name { get; init; }

    [Id(1)] public required StageStatus Status { get; init; }

    /// <summary>From 1; how often the pipeline came here. 0 before the first time.</summary>
    [Id(2)] public int Round { get; init; }

    /// <summary>Attempts of all rounds.</summary>
    [Id(3)] public int Attempts { get; init; }

    /// <summary>The task of the latest round; null before the first.</summary>
    [Id(4)] public TaskId? Task { get; init; }

    [Id(5)] public AgentId? Agent { get; init; }

    [Id(6)] public ModelRef? Model { get; init; }

    /// <summary>Tokens of all rounds.</summary>
    [Id(7)] public TokenUsage Usage { get; init; }

    /// <summary>Money of all rounds.</summary>
    [Id(8)] public Usd Cost { get; init; }

    /// <summary>How it ended or why it waits, one line: <c>passed</c>, <c>sent back by review</c>, …; null before that.</summary>
    [Id(9)] public string? Outcome { get; init; }

    [Id(10)] public DateTimeOffset? StartedAt { get; init; }

    [Id(11)] public DateTimeOffset? FinishedAt { get; init; }
}
