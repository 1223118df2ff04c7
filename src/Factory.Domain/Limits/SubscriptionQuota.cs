namespace Factory.Domain.Limits;

/// <summary>What a plan's window has been used for. A window begins with the first call after the last one ended.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class SubscriptionQuota
{
    private long _used;

    /// <summary>When the window under way ends; null while none is.</summary>
    public DateTimeOffset? WindowEnd { get; private set; }

    /// <summary>How long until a call with so many tokens fits: zero, or until the window ends. More tokens than a whole window has count as a window's.</summary>
    public TimeSpan WaitFor(DateTimeOffset now, SubscriptionWindow plan, long tokens)
    {
        RollOver(now);
        return WindowEnd is { } ends && _used + Math.Min(tokens, plan.Tokens) > plan.Tokens ? ends - now : TimeSpan.Zero;
    }

    /// <summary>
    /// Begins with what was used in a window's time before now. When that window began is not known any more: it is taken to begin now, so that the plan is not asked for more than it has.
    /// </summary>
    public void Restore(DateTimeOffset now, SubscriptionWindow plan, long tokens)
    {
        WindowEnd = tokens > 0 ? now + plan.Length : null;
        _used = tokens;
    }

    /// <summary>Counts a call's tokens.</summary>
    public void Add(DateTimeOffset now, SubscriptionWindow plan, long tokens)
    {
        RollOver(now);
        WindowEnd ??= now + plan.Length;
        _used += tokens;
    }

    /// <summary>What a call of that window used turned out to be more, or less when negative.</summary>
    /// <param name="ends">When the window ends that the call was counted in.</param>
    /// <param name="difference">Tokens.</param>
    public void Adjust(DateTimeOffset? ends, long difference)
    {
        if (ends == WindowEnd)
        {
            _used = Math.Max(0, _used + difference);
        }
    }

    /// <summary>The part of the window that is left, 0 to 1.</summary>
    public double Remaining(DateTimeOffset now, SubscriptionWindow plan)
    {
        RollOver(now);
        return Math.Max(0, 1 - ((double)_used / plan.Tokens));
    }

    private void RollOver(DateTimeOffset now)
    {
        if (now >= WindowEnd)
        {
            (WindowEnd, _used) = (null, 0);
        }
    }
}
