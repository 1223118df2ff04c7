namespace Orleans.Concurrency;

/// <summary>The caller does not wait for the method and does not see its failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;
