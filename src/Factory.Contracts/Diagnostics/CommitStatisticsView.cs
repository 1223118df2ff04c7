namespace Factory.Contracts.Diagnostics;

/// <summary>Figures about the store's commits.</summary>
/// <param name="Commits">Transactions since the silo started.</param>
/// <param name="Writes">Writes in these transactions; several callers share one.</param>
/// <param name="BatchSizeP50">Median number of writes in the last 1,024 transactions; null when there was none.</param>
/// <param name="BatchSizeMax">Maximum number of writes in one of these transactions.</param>
public sealed record CommitStatisticsView(long Commits, long Writes, int? BatchSizeP50, int BatchSizeMax);
