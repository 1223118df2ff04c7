namespace Factory.Engine.Diagnostics;

/// <summary>A look at the running engine.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Classes">The grain classes that had calls or have activations, by name.</param>
/// <param name="Slowest">The slowest calls of the last ten minutes, slowest first.</param>
/// <param name="StreamEventsWaiting">Stream events that wait for their subscribers.</param>
/// <param name="Reminders">Reminders that are set.</param>
public sealed record EngineSnapshot(
    DateTimeOffset At, IReadOnlyList<GrainClassSnapshot> Classes, IReadOnlyList<SlowCall> Slowest, int StreamEventsWaiting, int Reminders);
