namespace Factory.Benchmarks.Engine;

/// <summary>What was measured; null where a part did not run. The names are those of the JSON object.</summary>
internal sealed record EngineFigures
{
    /// <value>64 callers.</value>
    public double? CallsPerSecondOneGrain { get; init; }

    /// <value>64 callers.</value>
    public double? CallsPerSecondThousandGrains { get; init; }

    /// <value>Allocated, over 1,000 grains.</value>
    public double? BytesPerCall { get; init; }

    /// <value>One caller that waits for each call.</value>
    public double? SequentialP50Microseconds { get; init; }

    public double? SequentialP99Microseconds { get; init; }

    /// <value>First calls to grains that are not in memory.</value>
    public double? ActivationsPerSecond { get; init; }

    /// <value>What an activation keeps alive, its grain object and directory entry included.</value>
    public double? LiveBytesPerActivation { get; init; }

    /// <value>By number of writers, each with a grain of its own.</value>
    public SortedDictionary<int, double>? DurableWritesPerSecond { get; init; }

    /// <value>The same rows from one loop without grains, <see cref="BareLoop.RowsPerCommit"/> to a transaction.</value>
    public double? BareLoopWritesPerSecond { get; init; }

    /// <value>Published one at a time, until the subscribed grain has handled the last.</value>
    public double? StreamEventsPerSecond { get; init; }

    /// <value>From the start of the process to its ready line.</value>
    public double? StartToReadyMilliseconds { get; init; }

    /// <value>Resident set of that process at rest.</value>
    public double? IdleResidentMegabytes { get; init; }
}
