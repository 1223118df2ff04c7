using Factory.Contracts.Models;

namespace Factory.Contracts.Tasks;

/// <summary>Kev's choice for a task's next attempt.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model it uses.</param>
/// <param name="Tier">The model's tier.</param>
/// <param name="Reason">Why, one line for the operator.</param>
[GenerateSerializer, Immutable, Alias("TaskAssignment")]
public sealed record TaskAssignment(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] ModelRef Model,
    [property: Id(2)] ModelTier Tier,
    [property: Id(3)] string Reason);
