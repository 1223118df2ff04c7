using Factory.Domain.Models;

namespace Factory.Domain.Routing;

/// <summary>What a choice may draw upon beside the configuration.</summary>
/// <param name="Standing">How the providers stand.</param>
/// <param name="Records">What was learned.</param>
/// <param name="Starts">Who chooses where a task starts; null for the policy's word: by experience, or the plain pyramid.</param>
public sealed record RoutingKnowledge(IProviderStanding Standing, RoutingRecords Records, IStartChooser? Starts = null)
{
    /// <value>Nothing known.</value>
    public static RoutingKnowledge None { get; } = new(new UnknownStanding(), RoutingRecords.Empty);
}
