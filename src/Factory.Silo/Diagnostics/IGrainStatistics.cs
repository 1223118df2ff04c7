using Factory.Contracts.Diagnostics;

namespace Factory.Silo.Diagnostics;

/// <summary>Reads what the grains of this silo do.</summary>
public interface IGrainStatistics
{
    /// <summary>The figures of now.</summary>
    Task<GrainStatisticsView> ReadAsync(CancellationToken cancellationToken);
}
