namespace Factory.Grains.Placement;

/// <summary>The silo of a cluster whose data folder holds the factory's state; there is one.</summary>
public static class PrimarySilo
{
    /// <summary>
    /// The label in its metadata; the value is ignored. The dot keeps it apart from the operator's labels, which have
    /// none.
    /// </summary>
    public const string Label = "factory.primary";
}
