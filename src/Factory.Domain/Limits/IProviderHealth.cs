namespace Factory.Domain.Limits;

/// <summary>Health of the providers now: what is left of their quotas, and whether they take calls. Read by routing before every choice; never waits.</summary>
public interface IProviderHealth
{
    /// <summary>Health of a provider.</summary>
    /// <param name="provider">Its name in <c>models.json</c>.</param>
    /// <param name="model">The model's name there, where the quota is the model's own; null for the provider's.</param>
    ProviderHealth Get(string provider, string? model = null);
}

/// <summary>Health of a provider.</summary>
/// <param name="QuotaRemaining">The part of its quota of today that is left, 0 to 1; null when it has none, or it is unknown.</param>
/// <param name="AcceptsCalls">False while it takes no calls: its quota is used up, its breaker is open, or it asked to wait.</param>
/// <param name="UnavailableUntil">When it takes calls again; null while it is open, or when unknown.</param>
/// <param name="UnavailableReason">Why it is unavailable, ending a sentence; null while it is open.</param>
public sealed record ProviderHealth(double? QuotaRemaining, bool AcceptsCalls, DateTimeOffset? UnavailableUntil, string? UnavailableReason)
{
    /// <summary>Nothing is known: it counts as open.</summary>
    public static ProviderHealth Unknown { get; } = new(null, true, null, null);
}

/// <summary>Knows nothing: for hosts without a limiter.</summary>
public sealed class UnknownHealth : IProviderHealth
{
    /// <inheritdoc/>
    public ProviderHealth Get(string provider, string? model = null) => ProviderHealth.Unknown;
}
