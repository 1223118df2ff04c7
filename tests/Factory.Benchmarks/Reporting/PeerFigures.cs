namespace Factory.Benchmarks.Reporting;

/// <summary>
/// Real Orleans 10, in-process client, two cores, ±30 %, as its own silo was measured on a quiet machine. The middle of what was seen.
/// </summary>
internal static class PeerFigures
{
    public const double CallsPerSecondOneGrain = 1_240_000;
    public const double CallsPerSecondThousandGrains = 1_270_000;
    public const double BytesPerCall = 712;
    public const double SequentialP50Microseconds = 1.35;
    public const double SequentialP99Microseconds = 4.0;
    public const double ActivationsPerSecond = 51_500;
    public const double LiveBytesPerActivation = 1_780;
    public const double DurableWritesPerSecond = 1_370;
    public const double StreamEventsPerSecond = 109_000;
    public const double StartToReadyMilliseconds = 1_660;
}
