namespace Factory.Engine.Diagnostics;

/// <summary>A call that took long.</summary>
/// <param name="Grain">The called grain, as <c>type/key</c>.</param>
/// <param name="Method">The method, with its interface.</param>
/// <param name="Duration">Time inside the grain, without waiting for its turn.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="Failed">Whether it ended with an exception.</param>
public sealed record SlowCall(string Grain, string Method, TimeSpan Duration, DateTimeOffset Ended, bool Failed);
