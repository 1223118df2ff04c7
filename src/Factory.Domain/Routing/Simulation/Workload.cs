using Factory.Contracts.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Tasks to replay through routing policies, and what would come of them with every model: prices, quotas, arrivals and an acceptance
/// table. A JSON file of <c>silo-config/workloads</c>, or made from a factory's own history.
/// </summary>
public sealed record Workload
{
    /// <summary>A short name.</summary>
    public required string Name { get; init; }

    /// <summary>What it stands for, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>How often it is replayed, each time with other luck; 1 to 100.</summary>
    public required int Seeds { get; init; }

    /// <summary>Tasks in one replay; 1 to 10,000.</summary>
    public required int Tasks { get; init; }

    /// <summary>Mean time between arrivals, which are a Poisson process.</summary>
    public required double MeanMinutesBetweenTasks { get; init; }

    /// <summary>How long an attempt of typical size takes; the result of it is known only then.</summary>
    public required double MinutesPerAttempt { get; init; }

    /// <summary>Setbacks after which a task counts as not accepted.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The models there are.</summary>
    public required IReadOnlyList<WorkloadModel> Models { get; init; }

    /// <summary>The kinds of task.</summary>
    public required IReadOnlyList<WorkloadKind> Kinds { get; init; }

    /// <summary>What a review of a result costs in US dollars, where the kind is reviewed: the same whoever built it.</summary>
    public decimal ReviewUsd { get; init; }

    /// <summary>The chance that an attempt is accepted: by kind, difficulty and model.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>> Acceptance { get; init; }

    /// <summary>What changes on the way.</summary>
    public IReadOnlyList<WorkloadChange> Changes { get; init; } = [];
}

/// <summary>A model of a workload. Prices are US dollars per million tokens.</summary>
/// <param name="Model">As <c>provider/model</c>.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="InputPrice">Per million input tokens.</param>
/// <param name="OutputPrice">Per million output tokens.</param>
/// <param name="TokensPerDay">The provider's quota; null for none.</param>
/// <param name="FailureCostRatio">What an attempt that fails takes, in parts of the typical size; 1 unless said otherwise.</param>
public sealed record WorkloadModel(string Model, ModelTier Tier, decimal InputPrice, decimal OutputPrice, int? TokensPerDay = null, double FailureCostRatio = 1);

/// <summary>A kind of task of a workload.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Share">Its part of all tasks, in any unit.</param>
/// <param name="Tier">The lowest tier that is good enough.</param>
/// <param name="Input">Typical input tokens of an attempt.</param>
/// <param name="Output">Typical output tokens of an attempt.</param>
/// <param name="Reviewed">True when every result is reviewed.</param>
/// <param name="Difficulty">How its tasks divide, in any unit. No policy sees a task's difficulty.</param>
public sealed record WorkloadKind(string Kind, double Share, ModelTier Tier, long Input, long Output, bool Reviewed, IReadOnlyDictionary<string, double> Difficulty);

/// <summary>Something changes after a part of the tasks has arrived.</summary>
/// <param name="After">The part, 0 to 1.</param>
/// <param name="Model">Of which model.</param>
/// <param name="AcceptanceFactor">Its acceptance from then on, in parts of the table's; null for no change.</param>
/// <param name="PriceFactor">Its prices from then on, in parts of the first ones; null for no change. The catalogue knows them, as an operator's would.</param>
public sealed record WorkloadChange(double After, string Model, double? AcceptanceFactor = null, decimal? PriceFactor = null);
