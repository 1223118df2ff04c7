namespace Factory.Engine.Diagnostics;

/// <summary>What is known of the calls of one grain class.</summary>
internal sealed class ClassStatistics
{
    private long _callsOfEnded;
    private long _errors;
    private DurationHistogram _now = new();
    private DurationHistogram _before = new();

    /// <summary>Calls of activations that have ended; the living count their own.</summary>
    public long CallsOfEnded => Volatile.Read(ref _callsOfEnded);

    public long Errors => Volatile.Read(ref _errors);

    /// <summary>Durations of the current and the last window.</summary>
    public IReadOnlyCollection<DurationHistogram> Durations => [Volatile.Read(ref _now), Volatile.Read(ref _before)];

    public void Keep(long calls) => Interlocked.Add(ref _callsOfEnded, calls);

    public void Failed() => Interlocked.Increment(ref _errors);

    public void Measured(long nanoseconds, int weight) => Volatile.Read(ref _now).Add(nanoseconds, weight);

    /// <summary>Begins a new window, so that percentiles are of the last minutes and not of all time.</summary>
    public void Turn()
    {
        _before = _now;
        Volatile.Write(ref _now, new());
    }
}
