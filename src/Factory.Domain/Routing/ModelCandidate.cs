using Factory.Contracts.Metering;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Domain.Routing;

/// <summary>A model that could do a task now.</summary>
/// <param name="Provider">Whose it is.</param>
/// <param name="Model">The model.</param>
/// <param name="Health">Health of the provider.</param>
/// <param name="EstimatedCost">What an attempt of the kind's typical size costs with it.</param>
public sealed record ModelCandidate(ProviderDefinition Provider, ModelDefinition Model, ProviderHealth Health, Usd EstimatedCost)
{
    /// <summary>True when what is left of the day's quota, or of the plan's window, is enough for an attempt of this size; also where there is none, or it is unknown.</summary>
    public bool HasQuotaFor(TypicalUsage size) => Health.QuotaRemaining is not { } left || (left > 0 && !(QuotaTokens is { } all && left * all < size.Total()));

    private long? QuotaTokens => (Provider.Limits?.TokensPerDay, Provider.Subscription?.Tokens) switch
    {
        ({ } day, { } window) => Math.Min(day, window),
        var (day, window) => day ?? window,
    };
}
