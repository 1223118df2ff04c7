namespace Orleans.Concurrency;

/// <summary>The method changes nothing: calls of read-only methods may interleave with each other.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;
