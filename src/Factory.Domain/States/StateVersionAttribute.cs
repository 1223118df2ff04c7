namespace Factory.Domain.States;

/// <summary>
/// Version of a persisted state's JSON; 1 without the attribute. Raise it when an older version of the program would
/// misread what this one writes: it then rejects the state instead.
/// </summary>
/// <param name="version">From 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class StateVersionAttribute(int version) : Attribute
{
    /// <summary>From 1.</summary>
    public int Version { get; } = version;
}
