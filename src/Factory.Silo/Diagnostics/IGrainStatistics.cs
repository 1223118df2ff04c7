using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>Reads figures about the grains of this silo.</summary>
public interface IGrainStatistics
{
    /// <summary>The present figures.</summary>
    Task<GrainStatisticsView> ReadAsync(CancellationToken cancellationToken);
}
