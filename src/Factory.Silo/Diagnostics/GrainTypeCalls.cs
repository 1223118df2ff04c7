namespace Factory.Silo.Diagnostics;

/// <summary>Counts the calls of one grain type. Thread-safe.</summary>
internal sealed class GrainTypeCalls
{
    private long _calls;
    private long _errors;
    private DurationHistogram _current = new();
    private DurationHistogram _previous = new();

    public long Calls => Interlocked.Read(ref _calls);

    public long Errors => Interlocked.Read(ref _errors);

    public void Add(TimeSpan duration, bool failed)
    {
        Interlocked.Increment(ref _calls);
        if (failed)
        {
            Interlocked.Increment(ref _errors);
        }

        Volatile.Read(ref _current).Add((long)duration.TotalNanoseconds);
    }

    /// <summary>Over the current and the previous window, in microseconds; null without a call.</summary>
    public double? Percentile(double share) =>
        DurationHistogram.Percentile(share, Volatile.Read(ref _current), Volatile.Read(ref _previous));

    /// <summary>
    /// Starts a new window: percentiles cover the current and the previous window, not the whole time.
    /// </summary>
    public void BeginWindow()
    {
        Volatile.Write(ref _previous, _current);
        Volatile.Write(ref _current, new());
    }
}
