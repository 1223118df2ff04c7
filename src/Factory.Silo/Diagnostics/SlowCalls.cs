using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>The slowest calls of the last ten minutes. Thread-safe.</summary>
internal sealed class SlowCalls
{
    private const int MaxCalls = 20;
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<SlowCallView> _calls = [];
    private double _floorMilliseconds;

    /// <summary>False for a call that is quicker than all that are kept: it needs no name and no lock.</summary>
    public bool IsCandidate(TimeSpan duration) => duration.TotalMilliseconds > Volatile.Read(ref _floorMilliseconds);

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

    private void SetFloor() => Volatile.Write(ref _floorMilliseconds, _calls.Count < MaxCalls ? 0 : _calls[^1].Milliseconds);
}
