namespace Factory.Contracts.Diagnostics;

/// <summary>One grain type in <see cref="GrainStatisticsView"/>.</summary>
/// <param name="Name">The class, for example <c>TaskGrain</c>.</param>
/// <param name="Activations">Its activations in the whole cluster.</param>
/// <param name="Calls">Calls on this silo since it started, stream deliveries included.</param>
/// <param name="CallsPerSecond">Calls per second since the last read that is at least a second ago.</param>
/// <param name="Errors">Calls that ended with an exception since the silo started.</param>
/// <param name="P50Microseconds">Median duration of the calls of the last five to ten minutes; null when there was
/// none.</param>
/// <param name="P99Microseconds">99th percentile of the same calls; null when there was none.</param>
public sealed record GrainTypeView(
    string Name,
    int Activations,
    long Calls,
    double CallsPerSecond,
    long Errors,
    double? P50Microseconds,
    double? P99Microseconds);
