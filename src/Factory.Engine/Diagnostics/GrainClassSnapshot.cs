namespace Factory.Engine.Diagnostics;

/// <summary>One grain class in a look at the engine.</summary>
/// <param name="Name">The class.</param>
/// <param name="Activations">Its grains in memory.</param>
/// <param name="Calls">Calls since the engine started, with ticks and stream deliveries.</param>
/// <param name="CallsPerSecond">Since the last look that is at least a second ago, else since the engine started.</param>
/// <param name="Errors">Calls that ended with an exception since the engine started.</param>
/// <param name="Running">Calls that run now.</param>
/// <param name="Waiting">Calls that wait for their grain now.</param>
/// <param name="LongestQueue">The most calls that wait for one grain.</param>
/// <param name="P50">Half of the calls of the last minutes took no longer; null when none was measured.</param>
/// <param name="P99">Of a hundred calls of the last minutes 99 took no longer; null when none was measured.</param>
public sealed record GrainClassSnapshot(
    string Name, int Activations, long Calls, double CallsPerSecond, long Errors, int Running, int Waiting, int LongestQueue, TimeSpan? P50, TimeSpan? P99);
