namespace Factory.Engine.Diagnostics;

/// <summary>The slowest calls of the last minutes.</summary>
internal sealed class SlowCalls
{
    private const int Most = 20;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<SlowCall> _calls = [];
    private long _floor; // Ticks; what is quicker than this is no candidate.

    public bool Wants(TimeSpan duration) => duration.Ticks > Volatile.Read(ref _floor);

    public void Add(SlowCall call)
    {
        lock (_lock)
        {
            Forget(call.Ended);
            _calls.Add(call);
            _calls.Sort(static (one, other) => other.Duration.CompareTo(one.Duration));
            if (_calls.Count > Most)
            {
                _calls.RemoveAt(Most);
            }

            SetFloor();
        }
    }

    /// <summary>Slowest first.</summary>
    public IReadOnlyList<SlowCall> Read(DateTimeOffset now)
    {
        lock (_lock)
        {
            Forget(now);
            SetFloor();
            return [.. _calls];
        }
    }

    private void Forget(DateTimeOffset now) => _calls.RemoveAll(call => now - call.Ended > Memory);

    private void SetFloor() => Volatile.Write(ref _floor, _calls.Count < Most ? 0 : _calls[^1].Duration.Ticks);
}
