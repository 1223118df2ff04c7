using Factory.Contracts.Metering;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>A task's first attempt is to be given to a model.</summary>
/// <param name="Task">The task.</param>
/// <param name="Agent">Who works.</param>
/// <param name="RankedModels">The models that are good enough, as the pyramid ranks them: the first is where it would start. At least one.</param>
/// <param name="AttemptCosts">What an attempt of the kind's typical size costs with each of them, in US dollars.</param>
/// <param name="ReviewCost">What judging one result costs; zero where nobody reviews.</param>
/// <param name="MaxAttempts">Attempts before the task fails.</param>
/// <param name="Config">The policy's settings.</param>
/// <param name="Records">What was learned.</param>
public sealed record StartTierRequest(
    TaskView Task, AgentId Agent, IReadOnlyList<ModelDefinition> RankedModels, IReadOnlyList<double> AttemptCosts, Usd ReviewCost, int MaxAttempts, RoutingConfig Config, RoutingRecords Records);

/// <summary>Where a task starts.</summary>
/// <param name="Model">With which model.</param>
/// <param name="IsExploration">True when it is tried to learn, not because it is the best known.</param>
/// <param name="Reason">The reason, a part of a sentence; null for the pyramid's own.</param>
public sealed record StartTierDecision(ModelDefinition Model, bool IsExploration, string? Reason);

/// <summary>Chooses where a task starts.</summary>
public interface IStartTierPolicy
{
    /// <summary>The model for a first attempt: one of the ladder.</summary>
    StartTierDecision Choose(StartTierRequest request);
}
