using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Factory.TestKit.Time;

/// <summary>
/// A clock on which waits are over at once, and remembered. Limits are the exception: a timer as long as the limit does
/// not fire until the test says that the time is up.
/// </summary>
public sealed class ImmediateTimeProvider(TimeSpan limit) : FakeTimeProvider(System.GetUtcNow())
{
    private volatile bool _limitsExpired;

    /// <summary>How long the waits were, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <summary>Every limit that runs has passed, and every later one passes at once.</summary>
    public void ExpireLimits()
    {
        _limitsExpired = true;
        Advance(limit);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == limit || dueTime == Timeout.InfiniteTimeSpan)
        {
            var timer = base.CreateTimer(OnThreadPool(callback), state, dueTime, period);
            if (_limitsExpired)
            {
                Advance(limit);
            }

            return timer;
        }

        Waits.Enqueue(dueTime);
        return base.CreateTimer(OnThreadPool(callback), state, TimeSpan.Zero, period);
    }

    // As a real timer does: whoever made this one may hold a lock.
    private static TimerCallback OnThreadPool(TimerCallback callback) => state => ThreadPool.QueueUserWorkItem(_ => callback(state));
}
