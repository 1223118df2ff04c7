using Factory.Domain.Limits;
using Factory.Domain.Providers;

namespace Factory.Metering.Limits;

/// <summary>What a gate keeps to.</summary>
/// <param name="Calls">Calls at once.</param>
/// <param name="Published">What the provider publishes; null when nobody knows.</param>
/// <param name="Plan">The plan that pays; null for none.</param>
internal sealed record EffectiveLimits(int Calls, ProviderLimits? Published, SubscriptionWindow? Plan = null)
{
    /// <value>How many calls may wait for a provider: 64. The next one is refused as overload.</value>
    public const int Queue = 64;

    /// <value>How long a call waits at most: 60 seconds. One that would have to wait longer is refused at once.</value>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <summary>True when a day has an end.</summary>
    public bool HasDay => Published is { RequestsPerDay: not null } or { TokensPerDay: not null };

    /// <summary>True when what was used before this process began counts.</summary>
    public bool HasPast => HasDay || Plan is not null;

    public static EffectiveLimits Of(ProviderDefinition provider) => new(provider.Calls, provider.Limits, provider.Plan);
}
