namespace Factory.Domain.Limits;

/// <summary>How long calls to a throttling provider are paused: as long as it says, or 1, 2, 4, … seconds, at most <see cref="MaxBackoff"/>, when it does not say.</summary>
/// <param name="Until">No call passes before.</param>
/// <param name="ConsecutiveThrottles">How often in a row it said so.</param>
public readonly record struct RetryAfterBackoff(TimeSpan Until, int ConsecutiveThrottles)
{
    /// <value>30 seconds.</value>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    /// <value>A day: who asks for longer is asked again then.</value>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(1);

    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(5);

    /// <summary>It works again; a pause that runs stays.</summary>
    public RetryAfterBackoff RecordSuccess() => this with { ConsecutiveThrottles = 0 };

    /// <summary>It throttles (429, 529).</summary>
    /// <param name="now">The instant.</param>
    /// <param name="retryAfter">How long it asks to wait; null when it does not say.</param>
    /// <param name="jitter">0 to 1: lengthens the pause by up to a tenth, at most 5 seconds.</param>
    public RetryAfterBackoff RecordThrottled(TimeSpan now, TimeSpan? retryAfter, double jitter)
    {
        var wait = retryAfter is { } asked
            ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, MaxRetryAfter.Ticks))
            : TimeSpan.FromSeconds(Math.Min(MaxBackoff.TotalSeconds, Math.Pow(2, Math.Min(ConsecutiveThrottles, 10))));
        var more = TimeSpan.FromTicks((long)(Math.Min(wait.Ticks / 10, MaxJitter.Ticks) * Math.Clamp(jitter, 0, 1)));
        var until = now + wait + more;
        return new(until > Until ? until : Until, ConsecutiveThrottles + 1);
    }
}
