namespace Factory.Metering.Limits;

/// <summary>Why a call does not pass at once.</summary>
internal enum LimitReason
{
    /// <summary>Nothing: it passes.</summary>
    None,

    /// <summary>All places are taken.</summary>
    Places,

    /// <summary>The requests of a minute.</summary>
    Requests,

    /// <summary>The tokens of a minute.</summary>
    Tokens,

    /// <summary>The quota of the day.</summary>
    Day,

    /// <summary>The window of the plan.</summary>
    Plan,

    /// <summary>The provider asked to wait.</summary>
    Pause,

    /// <summary>The breaker is open, or half open with its probe under way.</summary>
    Breaker,
}

/// <summary>Whether a call passes now.</summary>
/// <param name="Obstacle">What is in its way, of several the one that stays longest.</param>
/// <param name="Wait">How long it stays; null when nobody knows.</param>
internal readonly record struct Admission(LimitReason Obstacle, TimeSpan? Wait)
{
    public bool Passes => Obstacle == LimitReason.None;

    /// <summary>True when waiting in the queue makes sense.</summary>
    public bool IsWorthWaiting(TimeSpan atMost) => Obstacle != LimitReason.Breaker && !(Wait > atMost);
}
