using Factory.Contracts.Models;

namespace Factory.Domain.Routing;

/// <summary>Result of one attempt, as far as routing learns from it.</summary>
/// <param name="Kind">The task's kind.</param>
/// <param name="Agent">Who worked.</param>
/// <param name="Model">With which model.</param>
/// <param name="IsAfterSetback">True when an earlier attempt at the same task had failed: such tasks are harder, and are counted apart.</param>
/// <param name="IsAccepted">True when the result was taken; false when it was sent back, malformed, or the attempt crashed or ran out of time.</param>
/// <param name="CostRatio">What it cost in parts of what its kind's typical size costs with this model; null when unknown (a model without a price).</param>
public sealed record RoutingOutcome(string Kind, AgentId Agent, ModelRef Model, bool IsAfterSetback, bool IsAccepted, double? CostRatio);
