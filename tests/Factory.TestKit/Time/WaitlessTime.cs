using System.Collections.Concurrent;

namespace Factory.TestKit.Time;

/// <summary>
/// A clock on which waits are over at once, and remembered. Limits are the exception: a timer as long as the limit does not fire until the
/// test says that the time is up.
/// </summary>
public sealed class WaitlessTime(TimeSpan limit) : TimeProvider
{
    private readonly ConcurrentBag<LimitTimer> _limits = [];
    private volatile bool _isUp;

    /// <summary>How long the waits were, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    /// <summary>Every limit that runs has passed, and every later one passes at once.</summary>
    public void TimeIsUp()
    {
        _isUp = true;
        foreach (var timer in _limits)
        {
            timer.Fire();
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == limit)
        {
            var timer = new LimitTimer(callback, state);
            _limits.Add(timer);
            if (_isUp)
            {
                timer.Fire();
            }

            return timer;
        }

        if (dueTime == Timeout.InfiniteTimeSpan)
        {
            return System.CreateTimer(callback, state, dueTime, period);
        }

        Waits.Enqueue(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private sealed class LimitTimer(TimerCallback callback, object? state) : ITimer
    {
        private int _isOver;

        public void Fire()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                // Elsewhere, as a real timer does: whoever made this one may hold a lock.
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => Volatile.Read(ref _isOver) == 0;

        public void Dispose() => Interlocked.Exchange(ref _isOver, 1);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
