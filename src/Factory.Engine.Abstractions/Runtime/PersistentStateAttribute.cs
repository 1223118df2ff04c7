namespace Orleans.Runtime;

/// <summary>Marks a constructor parameter as stored state. State names are unique across the solution.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute
{
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    public string StateName { get; }

    /// <summary>The key of the <see cref="Storage.IGrainStorage"/> service; null for the one that has no key.</summary>
    public string? StorageName { get; }
}
