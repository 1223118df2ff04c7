namespace Factory.Domain.States;

/// <summary>
/// Version of a persisted state's JSON; 1 without the attribute. Raise it when an older program would misread what this one writes:
/// a store that holds a newer version than the program knows is refused instead of misread.
/// </summary>
/// <param name="version">From 1.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class StateVersionAttribute(int version) : Attribute
{
    /// <summary>From 1.</summary>
    public int Version { get; } = version;
}
