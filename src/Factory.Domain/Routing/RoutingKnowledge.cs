using Factory.Domain.Limits;

namespace Factory.Domain.Routing;

/// <summary>Inputs of a choice besides the configuration.</summary>
/// <param name="Health">Health of the providers.</param>
/// <param name="Records">Recorded outcomes.</param>
/// <param name="StartPolicy">The policy that chooses the starting model; null for the one that the configuration
/// selects.</param>
/// <param name="IncludeReason">False to leave the reason empty: the simulator makes many choices and shows
/// none.</param>
public sealed record RoutingKnowledge(
    IProviderHealth Health,
    RoutingRecords Records,
    IStartTierPolicy? StartPolicy = null,
    bool IncludeReason = true)
{
    /// <value>No health and no records.</value>
    public static RoutingKnowledge None { get; } = new(new UnknownHealth(), RoutingRecords.Empty);
}
