namespace Factory.Contracts.Diagnostics;

/// <summary>How the store commits.</summary>
/// <param name="Commits">Transactions since the silo started.</param>
/// <param name="Writes">Writes in them; many callers share a transaction.</param>
/// <param name="BatchP50">Half of the last transactions held no more writes; null when there was none.</param>
/// <param name="BatchMax">The most writes in one of the last transactions.</param>
public sealed record StorageLoadView(long Commits, long Writes, int? BatchP50, int BatchMax);
