namespace Factory.Storage.Reminders;

/// <summary>A reminder as it lies in the store.</summary>
/// <param name="GrainId">The grain, as <c>type/key</c>.</param>
/// <param name="Name">Unique for the grain.</param>
/// <param name="StartAt">First due time, UTC.</param>
/// <param name="Period">Time between two.</param>
/// <param name="Etag">Changes with every upsert.</param>
public sealed record StoredReminder(string GrainId, string Name, DateTimeOffset StartAt, TimeSpan Period, string Etag);
