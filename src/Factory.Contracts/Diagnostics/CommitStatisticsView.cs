namespace Factory.Contracts.Diagnostics;

/// <summary>How the store commits.</summary>
/// <param name="Commits">Transactions since the silo started.</param>
/// <param name="Writes">Writes in them; many callers share a transaction.</param>
/// <param name="BatchSizeP50">Half of the last transactions held no more writes; null when there was none.</param>
/// <param name="BatchSizeMax">The most writes in one of the last transactions.</param>
public sealed record CommitStatisticsView(long Commits, long Writes, int? BatchSizeP50, int BatchSizeMax);
