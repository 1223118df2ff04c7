using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Contracts.Routing;

/// <summary>What would be chosen now for a task of a kind, and why.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Agent">Who would work; null when nobody can now.</param>
/// <param name="Model">With which model; null when none can be chosen now.</param>
/// <param name="Reason">Why, or why not, in one line.</param>
/// <param name="IsLearningEnabled">True when experience may move where tasks start (<c>routing.learned</c> in policy.yaml).</param>
/// <param name="MinTier">The lowest tier that is good enough for the kind's first attempt.</param>
/// <param name="LearnedChoices">First attempts of this kind that experience chose.</param>
/// <param name="Explorations">Those of them that tried another start than the best one known.</param>
/// <param name="Candidates">Every model of the catalogue, those that can be chosen first, best first.</param>
[GenerateSerializer, Immutable, Alias("RoutingView")]
public sealed record RoutingView(
    [property: Id(0)] string Kind,
    [property: Id(1)] AgentId? Agent,
    [property: Id(2)] ModelRef? Model,
    [property: Id(3)] string Reason,
    [property: Id(4)] bool IsLearningEnabled,
    [property: Id(5)] ModelTier MinTier,
    [property: Id(6)] long LearnedChoices,
    [property: Id(7)] long Explorations,
    [property: Id(8)] IReadOnlyList<RoutingCandidate> Candidates);

/// <summary>A model, as routing sees it for a kind.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="EstimatedCostUsd">What an attempt of the kind's typical size costs with it.</param>
/// <param name="QuotaRemaining">The part of its provider's quota that is left, 0 to 1; null when there is none, or it is unknown.</param>
/// <param name="Attempts">Attempts of this kind that were judged, first and later ones.</param>
/// <param name="Accepted">Those that were accepted.</param>
/// <param name="ExpectedAcceptance">The acceptance of a first attempt that routing expects, 0 to 1.</param>
/// <param name="CostPerAcceptedUsd">What an accepted task is expected to cost when it starts here and climbs after setbacks; null for models that cannot be chosen.</param>
/// <param name="ExclusionReason">Why it cannot be chosen now; null when it can.</param>
[GenerateSerializer, Immutable, Alias("RoutingCandidate")]
public sealed record RoutingCandidate(
    [property: Id(0)] ModelRef Model,
    [property: Id(1)] ModelTier Tier,
    [property: Id(2)] Usd EstimatedCostUsd,
    [property: Id(3)] double? QuotaRemaining,
    [property: Id(4)] int Attempts,
    [property: Id(5)] int Accepted,
    [property: Id(6)] double ExpectedAcceptance,
    [property: Id(7)] Usd? CostPerAcceptedUsd,
    [property: Id(8)] string? ExclusionReason);
