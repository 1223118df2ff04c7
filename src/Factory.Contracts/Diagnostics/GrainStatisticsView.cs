namespace Factory.Contracts.Diagnostics;

/// <summary>What <c>GET /api/grains</c> returns: the grains of this silo, their calls, and the store under them.</summary>
/// <param name="At">When the figures were read.</param>
/// <param name="CallsPerSecond">Of all grains together, since the last read that is at least a second ago.</param>
/// <param name="TimedOut">Calls since the silo started that got no answer within Orleans' response timeout.</param>
/// <param name="Grains">The grain types that had calls or have activations, by name.</param>
/// <param name="Slowest">The slowest calls of the last ten minutes, slowest first; at most 20.</param>
/// <param name="Storage">The store's commits.</param>
public sealed record GrainStatisticsView(
    DateTimeOffset At,
    double CallsPerSecond,
    long TimedOut,
    IReadOnlyList<GrainTypeView> Grains,
    IReadOnlyList<SlowCallView> Slowest,
    CommitStatisticsView Storage);
