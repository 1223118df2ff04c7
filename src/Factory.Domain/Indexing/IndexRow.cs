namespace Factory.Domain.Indexing;

/// <summary>A state's row in the index: what lists and filters need without waking the grain. It can be rebuilt from the states at any time.</summary>
/// <param name="Kind">What it is: <c>run</c>, <c>task</c>, <c>attempt</c>, <c>approval</c>, ….</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Parent">The run of a task, the task of an attempt, …; null without one.</param>
/// <param name="Status">The stage or status as text.</param>
/// <param name="CreatedAt">When it began; lists are ordered by it.</param>
/// <param name="View">The view as JSON, as the REST API shows it.</param>
public sealed record IndexRow(string Kind, string Key, string? Parent, string Status, DateTimeOffset CreatedAt, string View);
