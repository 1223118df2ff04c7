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
    /// <summary>The run.</summary>
    [Id(0)] public required RunId Id { get; init; }

    /// <summary>The operator's own words. Untrusted text.</summary>
    [Id(1)] public required string Idea { get; init; }

    /// <summary>The pipeline's name.</summary>
    [Id(2)] public required string Pipeline { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(3)] public required RunStatus Status { get; init; }

    /// <summary>The product that it works on.</summary>
    [Id(4)] public required ProductRef Product { get; init; }

    /// <summary>One for each stage, in the pipeline's order; empty in lists.</summary>
    [Id(5)] public required IReadOnlyList<StageView> Stages { get; init; }

    /// <summary>The hard cap that it was started or last retried with.</summary>
    [Id(6)] public required Usd Budget { get; init; }

    /// <summary>What the attempts of all rounds cost so far.</summary>
    [Id(7)] public required Usd Cost { get; init; }

    /// <summary>
    /// Address of the deployed product; null until deployed and, in answers of the API, while the product is not
    /// served.
    /// </summary>
    [Id(8)] public string? Url { get; init; }

    /// <summary>The factory's evidence of the latest review; null before the first, and in lists.</summary>
    [Id(9)] public EvidenceReport? Evidence { get; init; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    [Id(10)] public Problem? Problem { get; init; }

    /// <summary>When it was started.</summary>
    [Id(11)] public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it is under way.</summary>
    [Id(12)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>
    /// Why nothing answers at the deployed product's address, one line for people; null while it is served or asleep,
    /// before it is deployed, and in events and stored views.
    /// </summary>
    [Id(13)] public string? NotServed { get; init; }

    /// <summary>
    /// True when a rehearsal model did some of its work: what it built is a demonstration product, whatever the idea says.
    /// </summary>
    [Id(14)] public bool Rehearsal { get; init; }

    /// <summary>The name of the provider of the rehearsal models.</summary>
    public const string RehearsalProvider = "rehearsal";

    /// <summary>True when the run changes only by the operator's retry.</summary>
    public bool IsFinished() => Status is RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled;
}

/// <summary>A stage of a run as the API returns it.</summary>
[GenerateSerializer, Immutable, Alias("StageView")]
public sealed record StageView
{
    /// <summary>The stage's name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public required StageStatus Status { get; init; }

    /// <summary>Number of the latest round, from 1; 0 before the first.</summary>
    [Id(2)] public int Round { get; init; }

    /// <summary>Number of attempts in all rounds.</summary>
    [Id(3)] public int Attempts { get; init; }

    /// <summary>The task of the latest round; null before the first.</summary>
    [Id(4)] public TaskId? Task { get; init; }

    /// <summary>Agent of the latest attempt; null before the first.</summary>
    [Id(5)] public AgentId? Agent { get; init; }

    /// <summary>Model of the latest attempt; null before the first.</summary>
    [Id(6)] public ModelRef? Model { get; init; }

    /// <summary>Tokens of all rounds.</summary>
    [Id(7)] public TokenUsage Usage { get; init; }

    /// <summary>Cost of all rounds.</summary>
    [Id(8)] public Usd Cost { get; init; }

    /// <summary>
    /// How it ended or why it waits, one line for people: <c>passed</c>, <c>sent back</c>, …; null when there is
    /// nothing to report.
    /// </summary>
    [Id(9)] public string? Outcome { get; init; }

    /// <summary>When the first round started; null before that.</summary>
    [Id(10)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done, failed or was cancelled; null otherwise.</summary>
    [Id(11)] public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why its task is not at work yet; null unless it is ready, and in events and stored views.</summary>
    [Id(12)] public Kev.WaitView? Wait { get; init; }
}
