using Factory.Contracts.Providers;

namespace Factory.Domain.Providers;

/// <summary>What a provider has done so far.</summary>
[Alias("ProviderState")]
public sealed record ProviderState
{
    /// <value>Name of the state in the store.</value>
    public const string StateName = "provider";

    public long Calls { get; init; }

    public long Failures { get; init; }

    public string? LastError { get; init; }

    /// <summary>The provider as the API returns it.</summary>
    public ProviderView ToView(ProviderAvailability availability) => new(
        availability.Provider.Name,
        availability.IsAvailable,
        availability.Reason,
        [.. availability.Provider.Models.Select(m => new ModelView(m.Ref.Model, m.Tier, m.InputPrice, m.OutputPrice, m.ContextTokens, m.Capabilities))],
        Calls,
        Failures,
        LastError);
}
