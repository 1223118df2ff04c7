using Factory.Contracts.Models;

namespace Factory.Contracts.Tasks;

/// <summary>Kev's choice for a task's next attempt.</summary>
/// <param name="Agent">Who works.</param>
/// <param name="Model">What it thinks with.</param>
/// <param name="Tier">The model's tier.</param>
/// <param name="Reason">Why, in one line that an operator reads.</param>
[GenerateSerializer, Immutable, Alias("TaskAssignment")]
public sealed record TaskAssignment(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] ModelRef Model,
    [property: Id(2)] ModelTier Tier,
    [property: Id(3)] string Reason);
