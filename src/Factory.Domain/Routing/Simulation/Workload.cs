using Factory.Contracts.Models;

namespace Factory.Domain.Routing.Simulation;

/// <summary>
/// Tasks to replay with routing policies: arrivals, prices, quotas, and an acceptance table with the outcome to expect
/// of every model. A JSON file in <c>silo-config/workloads</c>, or derived from the factory's own history.
/// </summary>
public sealed record Workload
{
    /// <summary>A short name.</summary>
    public required string Name { get; init; }

    /// <summary>What it models, in a sentence or two.</summary>
    public required string Description { get; init; }

    /// <summary>Number of replays, each with another seed; 1 to 100.</summary>
    public required int Seeds { get; init; }

    /// <summary>Number of tasks in one replay; 1 to 10,000.</summary>
    public required int Tasks { get; init; }

    /// <summary>Mean time between arrivals, which are a Poisson process, in minutes.</summary>
    public required double MeanMinutesBetweenTasks { get; init; }

    /// <summary>Duration of an attempt of typical usage, in minutes; its outcome is known only at its end.</summary>
    public required double MinutesPerAttempt { get; init; }

    /// <summary>Number of setbacks after which a task counts as not accepted; default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>The models.</summary>
    public required IReadOnlyList<WorkloadModel> Models { get; init; }

    /// <summary>The kinds of task.</summary>
    public required IReadOnlyList<WorkloadKind> Kinds { get; init; }

    /// <summary>Cost of a review in US dollars, for kinds that are reviewed; the same for all models.</summary>
    public decimal ReviewUsd { get; init; }

    /// <summary>Probability that an attempt is accepted, by kind, difficulty and model.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>> Acceptance { get; init; }

    /// <summary>Changes during the replay.</summary>
    public IReadOnlyList<WorkloadChange> Changes { get; init; } = [];
}

/// <summary>A model of a workload. Prices are US dollars per million tokens.</summary>
/// <param name="Model">Its name, <c>provider/model</c>.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="InputPrice">Per million input tokens.</param>
/// <param name="OutputPrice">Per million output tokens.</param>
/// <param name="TokensPerDay">The provider's daily quota; null for none.</param>
/// <param name="FailureCostRatio">Usage of a failed attempt, relative to the typical one; default 1.</param>
public sealed record WorkloadModel(
    string Model,
    ModelTier Tier,
    decimal InputPrice,
    decimal OutputPrice,
    int? TokensPerDay = null,
    double FailureCostRatio = 1);

/// <summary>A kind of task of a workload.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Share">Its share of all tasks, in any unit.</param>
/// <param name="Tier">The minimum tier.</param>
/// <param name="Input">Typical input tokens of an attempt.</param>
/// <param name="Output">Typical output tokens of an attempt.</param>
/// <param name="Reviewed">True when results are reviewed.</param>
/// <param name="Difficulty">Shares of the difficulties, in any unit. A task's difficulty is hidden from the
/// policies.</param>
public sealed record WorkloadKind(
    string Kind,
    double Share,
    ModelTier Tier,
    long Input,
    long Output,
    bool Reviewed,
    IReadOnlyDictionary<string, double> Difficulty);

/// <summary>A change after a share of the tasks has arrived.</summary>
/// <param name="After">The share, 0 to 1.</param>
/// <param name="Model">The model that changes.</param>
/// <param name="AcceptanceFactor">Factor on its acceptance from then on; null for no change.</param>
/// <param name="PriceFactor">Factor on its original prices from then on; null for no change. The catalogue has the new
/// prices.</param>
public sealed record WorkloadChange(double After, string Model, double? AcceptanceFactor = null, decimal? PriceFactor = null);
