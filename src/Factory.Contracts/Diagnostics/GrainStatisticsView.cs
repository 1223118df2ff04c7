namespace Factory.Contracts.Diagnostics;

/// <summary>Response of <c>GET /api/grains</c>: grain types, their calls, and the store's commits.</summary>
/// <param name="At">When the figures were read.</param>
/// <param name="CallsPerSecond">Calls per second of all grains, since the last read that is at least a second
/// ago.</param>
/// <param name="TimedOut">Calls since the silo started without a response within Orleans' response timeout.</param>
/// <param name="Grains">Grain types with calls or activations, by name.</param>
/// <param name="Slowest">The slowest calls of the last ten minutes, slowest first; at most 20.</param>
/// <param name="Storage">The store's commits.</param>
public sealed record GrainStatisticsView(
    DateTimeOffset At,
    double CallsPerSecond,
    long TimedOut,
    IReadOnlyList<GrainTypeView> Grains,
    IReadOnlyList<SlowCallView> Slowest,
    CommitStatisticsView Storage);
