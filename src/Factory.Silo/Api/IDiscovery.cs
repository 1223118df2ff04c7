using Factory.Contracts.Api;

namespace Factory.Silo.Api;

/// <summary>What the silo found on its machine. It looks once.</summary>
public interface IDiscovery
{
    /// <summary>In the order in which they are shown.</summary>
    Task<IReadOnlyList<DiscoveredItem>> GetAsync(CancellationToken cancellationToken);
}
