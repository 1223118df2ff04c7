namespace Factory.Contracts.Retention;

/// <summary>What a clean-up did, or would do.</summary>
/// <param name="DryRun">True when nothing was deleted.</param>
/// <param name="Removed">What went, or would go.</param>
/// <param name="Kept">What was old enough and stays all the same, with the reason.</param>
/// <param name="Bytes">What <paramref name="Removed"/> took together.</param>
public sealed record CleanReport(bool DryRun, IReadOnlyList<RetentionItem> Removed, IReadOnlyList<RetentionItem> Kept, long Bytes);
