using Factory.Domain.Limits;
using Factory.Domain.Providers;

namespace Factory.Metering.Limits;

/// <summary>The limits of one provider, as configured.</summary>
/// <param name="MaxConcurrentCalls">Calls at once.</param>
/// <param name="Published">What the provider publishes; null when unknown.</param>
/// <param name="Subscription">The subscription that pays; null for none.</param>
internal sealed record EffectiveLimits(int MaxConcurrentCalls, ProviderLimits? Published, SubscriptionWindow? Subscription = null)
{
    /// <value>How many calls may wait for a provider: 64. The next one is refused as overload.</value>
    public const int MaxQueueLength = 64;

    /// <value>How long a call waits at most: 60 seconds. One that would have to wait longer is refused at once.</value>
    public static readonly TimeSpan MaxQueueWait = TimeSpan.FromSeconds(60);

    /// <summary>True when the provider limits what a day (UTC) may use.</summary>
    public bool HasDailyQuota => Published is { RequestsPerDay: not null } or { TokensPerDay: not null };

    /// <summary>True when what was used before this process began counts, and must be read from the ledger.</summary>
    public bool NeedsRestore => HasDailyQuota || Subscription is not null;

    /// <summary>The limits of a provider of the catalogue.</summary>
    public static EffectiveLimits From(ProviderDefinition provider) =>
        new(provider.MaxConcurrentCalls, provider.Limits, provider.Subscription);
}
