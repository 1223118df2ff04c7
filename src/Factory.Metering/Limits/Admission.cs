namespace Factory.Metering.Limits;

/// <summary>Why a call does not pass at once.</summary>
internal enum LimitReason
{
    /// <summary>Nothing: it passes.</summary>
    None,

    /// <summary>All places are taken.</summary>
    Concurrency,

    /// <summary>The requests of a minute.</summary>
    RequestsPerMinute,

    /// <summary>The tokens of a minute.</summary>
    TokensPerMinute,

    /// <summary>The quota of the day.</summary>
    DailyQuota,

    /// <summary>The window of the plan.</summary>
    SubscriptionQuota,

    /// <summary>The provider asked to wait.</summary>
    RetryAfter,

    /// <summary>The breaker is open, or half open with its probe under way.</summary>
    CircuitOpen,
}

/// <summary>Whether a call passes now.</summary>
/// <param name="Reason">What is in its way, of several the one that stays longest.</param>
/// <param name="Wait">How long it stays; null when unknown.</param>
internal readonly record struct Admission(LimitReason Reason, TimeSpan? Wait)
{
    public bool IsAdmitted => Reason == LimitReason.None;

    /// <summary>True when waiting in the queue makes sense.</summary>
    public bool ShouldQueue(TimeSpan atMost) => Reason != LimitReason.CircuitOpen && !(Wait > atMost);
}
