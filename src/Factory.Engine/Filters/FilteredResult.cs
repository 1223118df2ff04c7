namespace Factory.Engine.Filters;

/// <summary>What a filtered call returned, boxed: its own task type is lost on the way through the filters.</summary>
internal readonly record struct FilteredResult(object? Value);
