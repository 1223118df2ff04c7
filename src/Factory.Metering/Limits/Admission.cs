namespace Factory.Metering.Limits;

/// <summary>Why a call does not pass at once.</summary>
internal enum LimitReason
{
    /// <summary>Nothing: it passes.</summary>
    None,

    /// <summary>As many calls are under way as the provider takes at once.</summary>
    Concurrency,

    /// <summary>The requests of a minute are used up.</summary>
    RequestsPerMinute,

    /// <summary>The tokens of a minute are used up.</summary>
    TokensPerMinute,

    /// <summary>The quota of the day (UTC) is used up.</summary>
    DailyQuota,

    /// <summary>The window of the subscription is used up.</summary>
    SubscriptionQuota,

    /// <summary>The provider requested a pause (<c>Retry-After</c>).</summary>
    RetryAfter,

    /// <summary>The circuit is open, or half open with its probe under way.</summary>
    CircuitOpen,
}

/// <summary>Whether a call passes now.</summary>
/// <param name="Reason">Why not; of several reasons the one that lasts longest.</param>
/// <param name="Wait">How long it lasts; null when unknown.</param>
internal readonly record struct Admission(LimitReason Reason, TimeSpan? Wait)
{
    /// <summary>True when the call may pass.</summary>
    public bool IsAdmitted => Reason == LimitReason.None;

    /// <summary>
    /// True when the call should wait. Not for an open circuit: routing picks another provider at once.
    /// </summary>
    public bool ShouldQueue(TimeSpan atMost) => Reason != LimitReason.CircuitOpen && !(Wait > atMost);
}
