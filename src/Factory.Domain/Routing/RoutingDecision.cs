using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>What routing concludes for a task.</summary>
public abstract record RoutingDecision
{
    private RoutingDecision()
    {
    }

    /// <summary>This agent with this model, now.</summary>
    /// <param name="Assignment">The choice.</param>
    /// <param name="IsExploration">Null when the pyramid alone chose; else whether it is an exploration.</param>
    /// <param name="RankedModels">All that could be chosen now, best first.</param>
    public sealed record Chosen(TaskAssignment Assignment, bool? IsExploration = null, IReadOnlyList<ModelDefinition>? RankedModels = null) : RoutingDecision;

    /// <summary>Somebody could do it but is busy.</summary>
    public sealed record Deferred(string Reason) : RoutingDecision;

    /// <summary>Nobody can do it as the factory is configured.</summary>
    public sealed record Unroutable(Problem Problem) : RoutingDecision;
}
