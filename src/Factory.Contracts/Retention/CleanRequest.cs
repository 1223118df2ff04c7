namespace Factory.Contracts.Retention;

/// <summary>Asks for a clean-up.</summary>
/// <param name="DryRun">True to only say what would go.</param>
/// <param name="OlderThanSeconds">One age for everything instead of those in <c>policy.yaml</c>; null for those.</param>
public sealed record CleanRequest(bool DryRun = false, long? OlderThanSeconds = null);
