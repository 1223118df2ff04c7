namespace Factory.Domain.States;

/// <summary>Names of grain storage.</summary>
public static class StorageNames
{
    /// <summary>The grain storage of all states.</summary>
    public const string Factory = "factory";
}
