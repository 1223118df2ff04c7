using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Contracts.Routing;

/// <summary>The choice that routing would make now for a task of a kind, with its reason.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Agent">The agent; null when none can be chosen now.</param>
/// <param name="Model">The model; null when none can be chosen now.</param>
/// <param name="Reason">The reason of the choice, or why there is none, one line.</param>
/// <param name="IsLearningEnabled">True when records may change the model that a task starts with
/// (<c>routing.learned</c> in policy.yaml).</param>
/// <param name="MinTier">The minimum tier of the kind's first attempt.</param>
/// <param name="LearnedChoices">First attempts of this kind whose model was chosen from records.</param>
/// <param name="Explorations">Those of them that explored another model than the best known one.</param>
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

/// <summary>A model with the figures that routing uses for a kind.</summary>
/// <param name="Model">The model.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="EstimatedCostUsd">Cost of an attempt of the kind's typical usage.</param>
/// <param name="QuotaRemaining">The remaining part of its provider's quota, 0 to 1; null when it has none or it is
/// unknown.</param>
/// <param name="Attempts">Judged attempts of this kind.</param>
/// <param name="Accepted">Those that were accepted.</param>
/// <param name="ExpectedAcceptance">Expected acceptance of a first attempt, 0 to 1.</param>
/// <param name="CostPerAcceptedUsd">Expected cost of an accepted task that starts with this model and moves up after
/// setbacks; null when it cannot be chosen.</param>
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
