using Factory.Contracts.Api;

namespace Factory.Silo.Api;

/// <summary>Reads what the silo found on its machine. Discovery runs once, after the start.</summary>
public interface IDiscovery
{
    /// <summary>The findings, in display order.</summary>
    Task<IReadOnlyList<DiscoveredItem>> GetAsync(CancellationToken cancellationToken);
}
