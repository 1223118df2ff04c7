namespace Factory.Contracts.Engine;

/// <summary>What <c>GET /api/engine</c> says: a look at the grains' host and the store under it.</summary>
/// <param name="Engine"><c>embedded</c> or <c>orleans</c>.</param>
/// <param name="At">When the look was taken.</param>
/// <param name="NotAvailable">What this engine does not tell, by the names of these members; empty when it tells all. Those are empty or zero below.</param>
/// <param name="CallsPerSecond">Of all grains together, since the last look that is at least a second ago.</param>
/// <param name="StreamEventsWaiting">Stream events that wait for their subscribers.</param>
/// <param name="Reminders">Reminders that are set.</param>
/// <param name="Grains">The grain classes that had calls or have activations, by name.</param>
/// <param name="Slowest">The slowest calls of the last ten minutes, slowest first; at most 20.</param>
/// <param name="Storage">The store's commits.</param>
public sealed record EngineView(
    string Engine,
    DateTimeOffset At,
    IReadOnlyList<string> NotAvailable,
    double CallsPerSecond,
    int StreamEventsWaiting,
    int Reminders,
    IReadOnlyList<GrainClassView> Grains,
    IReadOnlyList<SlowCallView> Slowest,
    StorageLoadView Storage);
