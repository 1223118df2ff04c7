namespace Factory.Domain.States;

/// <summary>Names of grain storage.</summary>
public static class StorageNames
{
    /// <summary>The one store; every grain state lives in it.</summary>
    public const string Factory = "factory";
}
