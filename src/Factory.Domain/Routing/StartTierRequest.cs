using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>Request for the model of a task's first attempt.</summary>
/// <param name="Task">The task.</param>
/// <param name="Agent">The agent.</param>
/// <param name="RankedModels">The eligible models as the pyramid ranks them; the first is the pyramid's choice. At
/// least one.</param>
/// <param name="AttemptCosts">Cost of an attempt of the kind's typical usage with each of them, in US dollars.</param>
/// <param name="ReviewCost">Cost of reviewing one result; zero when it is not reviewed.</param>
/// <param name="MaxAttempts">Maximum number of attempts before the task fails.</param>
/// <param name="Config">Settings of routing.</param>
/// <param name="Records">Recorded outcomes.</param>
public sealed record StartTierRequest(
    TaskView Task,
    AgentId Agent,
    IReadOnlyList<ModelDefinition> RankedModels,
    IReadOnlyList<double> AttemptCosts,
    Usd ReviewCost,
    int MaxAttempts,
    RoutingConfig Config,
    RoutingRecords Records);

/// <summary>The model of a task's first attempt.</summary>
/// <param name="Model">The model.</param>
/// <param name="IsExploration">True when it was chosen to gain information and is not the best known one.</param>
/// <param name="Reason">The reason, as a part of a sentence; null when the pyramid's choice stands.</param>
public sealed record StartTierDecision(ModelDefinition Model, bool IsExploration, string? Reason);

/// <summary>Chooses the model that a task starts with.</summary>
public interface IStartTierPolicy
{
    /// <summary>Chooses one of the ranked models.</summary>
    StartTierDecision Choose(StartTierRequest request);
}
