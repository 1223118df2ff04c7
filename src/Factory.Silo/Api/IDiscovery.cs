using Factory.Contracts.Api;

namespace Factory.Silo.Api;

/// <summary>What the silo found on its machine when it started.</summary>
public interface IDiscovery
{
    /// <summary>In the order in which they are shown.</summary>
    IReadOnlyList<Finding> Findings { get; }
}
