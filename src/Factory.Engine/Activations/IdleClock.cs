namespace Factory.Engine.Activations;

/// <summary>A coarse clock that the idle collector moves: reading it costs a call nothing.</summary>
internal sealed class IdleClock
{
    private long _now;

    /// <summary>How often the collector has looked.</summary>
    public long Now => Volatile.Read(ref _now);

    public long Tick() => Interlocked.Increment(ref _now);
}
