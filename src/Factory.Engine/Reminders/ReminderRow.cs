namespace Factory.Engine.Reminders;

/// <summary>A stored reminder.</summary>
/// <param name="GrainId">The grain, as <c>type/key</c>; together with the name the row's key.</param>
/// <param name="Name">The reminder's name, unique within the grain.</param>
/// <param name="Start">When it ticks first. Later ticks are whole periods after this.</param>
/// <param name="Period">Time between ticks.</param>
/// <param name="ETag">The row's version; null for one that was never stored.</param>
public sealed record ReminderRow(string GrainId, string Name, DateTimeOffset Start, TimeSpan Period, string? ETag);
