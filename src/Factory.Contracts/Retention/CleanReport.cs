namespace Factory.Contracts.Retention;

/// <summary>Result of a clean-up or of its dry run.</summary>
/// <param name="DryRun">True when nothing was deleted.</param>
/// <param name="Removed">Items that were, or would be, deleted.</param>
/// <param name="Kept">Expired items that were kept, with the reason.</param>
/// <param name="Bytes">Total size of <paramref name="Removed"/>.</param>
public sealed record CleanReport(bool DryRun, IReadOnlyList<RetentionItem> Removed, IReadOnlyList<RetentionItem> Kept, long Bytes);
