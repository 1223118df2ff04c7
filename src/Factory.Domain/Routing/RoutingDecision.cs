using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>Result of routing a task: exactly one of the records below.</summary>
public abstract record RoutingDecision
{
    private RoutingDecision()
    {
    }

    /// <summary>An agent and a model were chosen.</summary>
    /// <param name="Assignment">The choice.</param>
    /// <param name="IsExploration">Null when the pyramid alone chose; otherwise true for an exploration.</param>
    /// <param name="RankedModels">All models that could be chosen, best first.</param>
    public sealed record Chosen(
        TaskAssignment Assignment,
        bool? IsExploration = null,
        IReadOnlyList<ModelDefinition>? RankedModels = null) : RoutingDecision;

    /// <summary>The task must wait: a suitable agent or provider exists but is busy or unavailable.</summary>
    /// <param name="Reason">Why, in one line.</param>
    public sealed record Deferred(string Reason) : RoutingDecision;

    /// <summary>The task cannot be done with the current configuration.</summary>
    /// <param name="Problem">What is missing, with the fix.</param>
    public sealed record Unroutable(Problem Problem) : RoutingDecision;
}
