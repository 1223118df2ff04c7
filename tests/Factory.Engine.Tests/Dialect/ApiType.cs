namespace Factory.Engine.Tests.Dialect;

/// <summary>A type and its public and protected members, as text.</summary>
internal sealed record ApiType(string Name, IReadOnlySet<string> Members);
