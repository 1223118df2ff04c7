namespace Factory.Contracts.Diagnostics;

/// <summary>One of the slowest calls.</summary>
/// <param name="Grain">The called grain, for example <c>task/task-01j…</c>.</param>
/// <param name="Method">The method with its interface.</param>
/// <param name="Milliseconds">Duration inside the grain, without waiting for its turn.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Failed">True when it ended with an exception.</param>
public sealed record SlowCallView(string Grain, string Method, double Milliseconds, DateTimeOffset EndedAt, bool Failed);
