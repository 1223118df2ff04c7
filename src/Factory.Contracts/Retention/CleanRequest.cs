namespace Factory.Contracts.Retention;

/// <summary>Body of <c>POST /api/clean</c>.</summary>
/// <param name="DryRun">True to report what would be deleted, without deleting it.</param>
/// <param name="OlderThanSeconds">One age for everything; null for the ages in <c>policy.yaml</c>.</param>
public sealed record CleanRequest(bool DryRun = false, long? OlderThanSeconds = null);
