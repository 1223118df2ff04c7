using Factory.Contracts.Models;

namespace Factory.Domain.Routing;

/// <summary>Outcome of one attempt, as far as routing learns from it.</summary>
/// <param name="Kind">The task's kind.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model.</param>
/// <param name="IsAfterSetback">True when an earlier attempt at the same task had failed: such tasks are harder and are
/// recorded separately.</param>
/// <param name="IsAccepted">True when the result was accepted; false when it was rejected or malformed, or the attempt
/// crashed or ran out of time.</param>
/// <param name="CostRatio">Its cost relative to the kind's typical usage with this model; null when unknown (a model
/// without a price).</param>
public sealed record RoutingOutcome(string Kind, AgentId Agent, ModelRef Model, bool IsAfterSetback, bool IsAccepted, double? CostRatio);
