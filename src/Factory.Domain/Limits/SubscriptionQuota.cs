namespace Factory.Domain.Limits;

/// <summary>
/// Tokens used in the current window of a subscription. A window begins with the first call after the previous one
/// ended.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SubscriptionQuota
{
    private long _used;

    /// <summary>When the current window ends; null when none has begun.</summary>
    public DateTimeOffset? WindowEnd { get; private set; }

    /// <summary>
    /// How long a call must wait: zero when it fits, else until the window ends. A call of more tokens than a window
    /// has counts as a whole window.
    /// </summary>
    public TimeSpan WaitFor(DateTimeOffset now, SubscriptionWindow subscription, long tokens)
    {
        RollOver(now);
        // Before the first call no window has begun, and any call fits.
        return WindowEnd is { } ends && _used + Math.Min(tokens, subscription.Tokens) > subscription.Tokens ? ends - now : TimeSpan.Zero;
    }

    /// <summary>
    /// Sets the tokens of the current window, after a restart. When the window began is not known any more; it is
    /// assumed to begin now, which can only make calls wait too long and never exceed the subscription.
    /// </summary>
    public void Restore(DateTimeOffset now, SubscriptionWindow subscription, long tokens)
    {
        WindowEnd = tokens > 0 ? now + subscription.Length : null;
        _used = tokens;
    }

    /// <summary>Adds a call's tokens.</summary>
    public void Add(DateTimeOffset now, SubscriptionWindow subscription, long tokens)
    {
        RollOver(now);
        WindowEnd ??= now + subscription.Length;
        _used += tokens;
    }

    /// <summary>
    /// Corrects the tokens of a call once its usage is known. Ignored when the call was counted in another window.
    /// </summary>
    /// <param name="windowEnd">End of the window in which the call was counted.</param>
    /// <param name="difference">Tokens beyond what was counted; negative for fewer.</param>
    public void Adjust(DateTimeOffset? windowEnd, long difference)
    {
        if (windowEnd == WindowEnd)
        {
            _used = Math.Max(0, _used + difference);
        }
    }

    /// <summary>The remaining part of the window, 0 to 1.</summary>
    public double Remaining(DateTimeOffset now, SubscriptionWindow subscription)
    {
        RollOver(now);
        return Math.Max(0, 1 - ((double)_used / subscription.Tokens));
    }

    private void RollOver(DateTimeOffset now)
    {
        // Also false while WindowEnd is null: a comparison with null is false.
        if (now >= WindowEnd)
        {
            (WindowEnd, _used) = (null, 0);
        }
    }
}
