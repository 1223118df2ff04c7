using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;

namespace Factory.Domain.Kev;

/// <summary>What routing concludes for a task.</summary>
public abstract record RoutingDecision
{
    private RoutingDecision()
    {
    }

    /// <summary>This agent with this model, now.</summary>
    public sealed record Chosen(TaskAssignment Assignment) : RoutingDecision;

    /// <summary>Somebody could do it but is busy.</summary>
    public sealed record Busy(string Reason) : RoutingDecision;

    /// <summary>Nobody can do it as the factory is configured.</summary>
    public sealed record Impossible(Problem Problem) : RoutingDecision;
}
