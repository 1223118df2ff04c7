namespace Factory.Domain.Limits;

/// <summary>
/// The pause after a provider throttled: its Retry-After, or 1, 2, 4, … seconds without one, at most
/// <see cref="MaxBackoff"/>.
/// </summary>
/// <param name="Until">The instant until which no call passes.</param>
/// <param name="ConsecutiveThrottles">Number of throttled calls in a row.</param>
public readonly record struct RetryAfterBackoff(TimeSpan Until, int ConsecutiveThrottles)
{
    /// <value>Maximum pause without a Retry-After: 30 seconds.</value>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);

    /// <value>
    /// Maximum Retry-After that is honoured: a day. A longer one is usually an error, and one call a day finds out.
    /// </value>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromDays(1);

    private static readonly TimeSpan MaxJitter = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The state after a call succeeded. A pause that has begun is kept: the call was sent before it.
    /// </summary>
    public RetryAfterBackoff RecordSuccess() => this with { ConsecutiveThrottles = 0 };

    /// <summary>The state after a throttled call (429, 529).</summary>
    /// <param name="now">The instant.</param>
    /// <param name="retryAfter">The provider's Retry-After; null without one.</param>
    /// <param name="jitter">0 to 1: extends the pause by up to a tenth, at most 5 seconds, so that waiting calls do not
    /// return at the same instant.</param>
    public RetryAfterBackoff RecordThrottled(TimeSpan now, TimeSpan? retryAfter, double jitter)
    {
        // Retry-After can be a date (RFC 9110, 10.2.3), and one in the past gives a negative wait. Without one, the
        // exponent is capped so that the power stays finite; the fifth doubling already exceeds MaxBackoff.
        var wait = retryAfter is { } requested
            ? TimeSpan.FromTicks(Math.Clamp(requested.Ticks, 0, MaxRetryAfter.Ticks))
            : TimeSpan.FromSeconds(Math.Min(MaxBackoff.TotalSeconds, Math.Pow(2, Math.Min(ConsecutiveThrottles, 10))));
        var spread = TimeSpan.FromTicks((long)(Math.Min(wait.Ticks / 10, MaxJitter.Ticks) * Math.Clamp(jitter, 0, 1)));
        var until = now + wait + spread;
        // Calls that were under way together are throttled one after another: a shorter Retry-After must not end the
        // longer pause.
        return new(until > Until ? until : Until, ConsecutiveThrottles + 1);
    }
}
