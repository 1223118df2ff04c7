namespace Factory.Contracts.Diagnostics;

/// <summary>A call that took long.</summary>
/// <param name="Grain">The called grain, for example <c>task/task-01j…</c>.</param>
/// <param name="Method">The method with its interface.</param>
/// <param name="Milliseconds">Time inside the grain, without waiting for its turn.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Failed">Whether it ended with an exception.</param>
public sealed record SlowCallView(string Grain, string Method, double Milliseconds, DateTimeOffset EndedAt, bool Failed);
