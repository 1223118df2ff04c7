namespace Factory.Agents.Loop;

/// <summary>
/// The wall clock of an attempt. It runs while the agent works and is paused while a question to the operator is open.
/// </summary>
internal sealed class PausableTimeout : IDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _expired = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _remaining;
    private long _resumedAt;
    private int _pauses;

    /// <summary>Starts the clock.</summary>
    /// <param name="limit">The time until <see cref="Token"/> is cancelled, without pauses.</param>
    /// <param name="time">The clock of the host.</param>
    public PausableTimeout(TimeSpan limit, TimeProvider time)
    {
        _time = time;
        _remaining = limit;
        _resumedAt = time.GetTimestamp();
        _timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _expired, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the time is up.</summary>
    public CancellationToken Token => _expired.Token;

    /// <summary>Pauses the clock until the result is disposed. Pauses can be nested and can overlap.</summary>
    public IDisposable Pause()
    {
        lock (_lock)
        {
            // Counted, because tools that run in parallel can each ask a question.
            if (_pauses++ == 0)
            {
                _remaining -= _time.GetElapsedTime(_resumedAt);
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        return new PauseScope(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _expired.Dispose();
    }

    private void Resume()
    {
        lock (_lock)
        {
            if (--_pauses == 0)
            {
                _resumedAt = _time.GetTimestamp();

                // The time can run out between the timer's due time and the pause; then it expires now.
                _timer.Change(_remaining > TimeSpan.Zero ? _remaining : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed class PauseScope(PausableTimeout timeout) : IDisposable
    {
        private PausableTimeout? _timeout = timeout;

        public void Dispose() => Interlocked.Exchange(ref _timeout, null)?.Resume();
    }
}
