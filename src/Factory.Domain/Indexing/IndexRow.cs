namespace Factory.Domain.Indexing;

/// <summary>
/// A state's row in the index: what lists and filters need without activating the grain. The index can be rebuilt from
/// the states.
/// </summary>
/// <param name="Kind">Kind of the state: <c>run</c>, <c>task</c>, <c>attempt</c>, <c>approval</c>, ….</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Parent">The run of a task, the task of an attempt, …; null without one.</param>
/// <param name="Status">The stage or status as text.</param>
/// <param name="CreatedAt">When the state was created; lists are ordered by it.</param>
/// <param name="View">The view as JSON, as the REST API returns it.</param>
public sealed record IndexRow(string Kind, string Key, string? Parent, string Status, DateTimeOffset CreatedAt, string View);
