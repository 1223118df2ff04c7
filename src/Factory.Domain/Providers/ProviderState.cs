using Factory.Contracts.Providers;

namespace Factory.Domain.Providers;

/// <summary>Counts of a provider's calls.</summary>
[Alias("ProviderState")]
public sealed record ProviderState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "provider";

    /// <summary>Calls so far.</summary>
    public long Calls { get; init; }

    /// <summary>Calls that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Message of the last failure; null when there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>The provider as the API returns it.</summary>
    public ProviderView ToView(ProviderAvailability availability) => new(
        availability.Provider.Name,
        availability.IsAvailable,
        availability.Reason,
        [.. availability.Provider.Models.Select(m =>
            new ModelView(m.Ref.Model, m.Tier, m.Prices.Input, m.Prices.Output, m.ContextTokens, m.Capabilities))],
        Calls,
        Failures,
        LastError);
}
