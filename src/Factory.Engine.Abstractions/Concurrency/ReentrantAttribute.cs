namespace Orleans.Concurrency;

/// <summary>Calls of the grain may interleave at every await; still only one turn runs at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
