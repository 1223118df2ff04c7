using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>The slowest calls of the last ten minutes. Thread-safe.</summary>
internal sealed class SlowCalls
{
    private const int MaxCalls = 20;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<SlowCallView> _calls = [];
    private Threshold _threshold = Threshold.None;

    /// <summary>
    /// False for a call that is faster than all that are kept: checked first, without a lock, because almost every call
    /// is.
    /// </summary>
    public bool IsCandidate(TimeSpan duration, DateTimeOffset now) =>
        Volatile.Read(ref _threshold) is var floor && (duration.TotalMilliseconds > floor.Milliseconds || now > floor.Until);

    public void Add(SlowCallView call)
    {
        lock (_lock)
        {
            Expire(call.EndedAt);
            _calls.Add(call);
            _calls.Sort(static (one, other) => other.Milliseconds.CompareTo(one.Milliseconds));
            if (_calls.Count > MaxCalls)
            {
                _calls.RemoveAt(MaxCalls);
            }

            UpdateThreshold();
        }
    }

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<SlowCallView> Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            Expire(now);
            UpdateThreshold();
            return [.. _calls];
        }
    }

    private void Expire(DateTimeOffset now) => _calls.RemoveAll(call => now - call.EndedAt > Retention);

    // An expired entry is replaced before a faster one.
    private void UpdateThreshold() =>
        Volatile.Write(
            ref _threshold,
            _calls.Count < MaxCalls
                ? Threshold.None
                : new Threshold(_calls[^1].Milliseconds, _calls.Min(call => call.EndedAt) + Retention));

    private sealed record Threshold(double Milliseconds, DateTimeOffset Until)
    {
        public static readonly Threshold None = new(0, DateTimeOffset.MaxValue);
    }
}
