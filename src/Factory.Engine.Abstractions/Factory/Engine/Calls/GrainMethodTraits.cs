namespace Factory.Engine.Calls;

/// <summary>How calls of a method share the grain with other calls.</summary>
[Flags]
public enum GrainMethodTraits
{
    None = 0,
    ReadOnly = 1,
    AlwaysInterleave = 2,
    OneWay = 4,
}
