using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>The slowest calls of the last ten minutes. Thread-safe.</summary>
internal sealed class SlowCalls
{
    private const int MaxCalls = 20;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<SlowCallView> _calls = [];
    private Floor _floor = Floor.None;

    /// <summary>False for a call that is quicker than all that are kept: it needs no name and no lock.</summary>
    public bool IsCandidate(TimeSpan duration, DateTimeOffset now) => Volatile.Read(ref _floor) is var floor && (duration.TotalMilliseconds > floor.Milliseconds || now > floor.Until);

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

            SetFloor();
        }
    }

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<SlowCallView> Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            Expire(now);
            SetFloor();
            return [.. _calls];
        }
    }

    private void Expire(DateTimeOffset now) => _calls.RemoveAll(call => now - call.EndedAt > Retention);

    // The oldest that is kept makes room when it expires.
    private void SetFloor() =>
        Volatile.Write(ref _floor, _calls.Count < MaxCalls ? Floor.None : new Floor(_calls[^1].Milliseconds, _calls.Min(call => call.EndedAt) + Retention));

    private sealed record Floor(double Milliseconds, DateTimeOffset Until)
    {
        public static readonly Floor None = new(0, DateTimeOffset.MaxValue);
    }
}
