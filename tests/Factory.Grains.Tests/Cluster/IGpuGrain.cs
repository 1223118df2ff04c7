namespace Factory.Grains.Tests.Cluster;

/// <summary>A grain on the other silo, for calls that cross.</summary>
public interface IGpuGrain : IGrainWithStringKey
{
    /// <summary>Returns its argument.</summary>
    Task<object> Echo(object value);

    /// <summary>Throws the factory's own error.</summary>
    Task Refuse(string code, string hint);

    /// <summary>The address of the silo it lives on.</summary>
    Task<string> Silo();

    /// <summary>Reads the cap of a budget, which is on the other silo.</summary>
    Task<decimal> CapOf(string budget);
}
