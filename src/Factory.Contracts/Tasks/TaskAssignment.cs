using Factory.Contracts.Models;

namespace Factory.Contracts.Tasks;

/// <summary>Kev's choice of agent and model for a task's next attempt.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model.</param>
/// <param name="Tier">The model's tier.</param>
/// <param name="Reason">The reason, one line for the operator.</param>
[GenerateSerializer, Immutable, Alias("TaskAssignment")]
public sealed record TaskAssignment(
    [property: Id(0)] AgentId Agent,
    [property: Id(1)] ModelRef Model,
    [property: Id(2)] ModelTier Tier,
    [property: Id(3)] string Reason)
{
    /// <summary>True for a rehearsal model: a script, whose result is no work on the task.</summary>
    [Id(4)] public bool Rehearsal { get; init; }
}
