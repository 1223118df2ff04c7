using Factory.Domain.Limits;

namespace Factory.Domain.Routing;

/// <summary>What a choice may draw upon beside the configuration.</summary>
/// <param name="Health">Health of the providers.</param>
/// <param name="Records">What was learned.</param>
/// <param name="StartPolicy">Who chooses where a task starts; null for the policy's word: by experience, or the plain pyramid.</param>
/// <param name="IncludeReason">False to leave the reason empty, where nobody reads it.</param>
public sealed record RoutingKnowledge(IProviderHealth Health, RoutingRecords Records, IStartTierPolicy? StartPolicy = null, bool IncludeReason = true)
{
    /// <value>Nothing known.</value>
    public static RoutingKnowledge None { get; } = new(new UnknownHealth(), RoutingRecords.Empty);
}
