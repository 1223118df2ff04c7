namespace Factory.Domain.Limits;

/// <summary>
/// Current health of the providers: remaining quotas, and whether they accept calls. Routing reads it before every
/// choice; it never blocks.
/// </summary>
public interface IProviderHealth
{
    /// <summary>Health of a provider.</summary>
    /// <param name="provider">Its name in <c>models.json</c>.</param>
    /// <param name="model">The model's name there, for quotas per model; null for the provider's own.</param>
    ProviderHealth Get(string provider, string? model = null);
}

/// <summary>Health of a provider.</summary>
/// <param name="QuotaRemaining">The remaining part of its quota, 0 to 1; null when it has none or it is
/// unknown.</param>
/// <param name="AcceptsCalls">False while its quota is used up, its circuit breaker is open, or it asked to
/// wait.</param>
/// <param name="UnavailableUntil">When it accepts calls again; null while it does, or when unknown.</param>
/// <param name="UnavailableReason">Why it accepts none, as the end of a sentence; null while it does.</param>
public sealed record ProviderHealth(double? QuotaRemaining, bool AcceptsCalls, DateTimeOffset? UnavailableUntil, string? UnavailableReason)
{
    /// <summary>Nothing is known about the provider; it counts as available.</summary>
    public static ProviderHealth Unknown { get; } = new(null, true, null, null);
}

/// <summary>Reports <see cref="ProviderHealth.Unknown"/> for every provider, for hosts without limiters.</summary>
public sealed class UnknownHealth : IProviderHealth
{
    /// <inheritdoc/>
    public ProviderHealth Get(string provider, string? model = null) => ProviderHealth.Unknown;
}
