namespace Factory.Grains.Tests.Cluster;

/// <summary>A grain on the other silo, for calls that cross.</summary>
public interface IGpuGrain : IGrainWithStringKey
{
    /// <summary>Returns what it was sent.</summary>
    Task<object> Echo(object value);

    /// <summary>Throws the factory's own error.</summary>
    Task Refuse(string code, string hint);

    /// <summary>The address of the silo it lives on.</summary>
    Task<string> Silo();

    /// <summary>Asks a budget, which lives on the other silo, for its cap.</summary>
    Task<decimal> CapOf(string budget);
}
