using Factory.Contracts.Metering;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing;

/// <summary>A model that could do a task now.</summary>
/// <param name="Provider">Its provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Health">Health of the provider.</param>
/// <param name="EstimatedCost">Cost of an attempt of the kind's typical usage; zero with a subscription.</param>
public sealed record ModelCandidate(ProviderDefinition Provider, ModelDefinition Model, ProviderHealth Health, Usd EstimatedCost)
{
    /// <summary>
    /// True when the rest of the day's quota, or of the subscription's window, covers an attempt of this usage. Also
    /// true without a quota, or when it is unknown.
    /// </summary>
    public bool HasQuotaFor(TypicalUsage size) =>
        Health.QuotaRemaining is not { } left || (left > 0 && !(QuotaTokens is { } all && left * all < size.Total()));

    private long? QuotaTokens => (Provider.Limits?.TokensPerDay, Provider.Subscription?.Tokens) switch
    {
        ({ } day, { } window) => Math.Min(day, window),
        var (day, window) => day ?? window,
    };
}
