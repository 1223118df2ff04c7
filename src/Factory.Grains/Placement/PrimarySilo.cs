namespace Factory.Grains.Placement;

/// <summary>The one silo of a cluster whose data folder holds the state of the factory.</summary>
public static class PrimarySilo
{
    /// <summary>The label that it carries in its metadata; its value says nothing. Its dot keeps it apart from the operator's labels, which are plain words.</summary>
    public const string Label = "factory.primary";
}
