namespace Factory.Contracts.Retention;

/// <summary>Body of <c>POST /api/clean</c>.</summary>
/// <param name="DryRun">True to report what would be deleted, without deleting it.</param>
/// <param name="OlderThanSeconds">One age for everything; null for the ages in <c>policy.yaml</c>.</param>
/// <param name="Force">True to delete working copies also when they contain work that is in no repository. What git accepts
/// of it is saved first.</param>
public sealed record CleanRequest(bool DryRun = false, long? OlderThanSeconds = null, bool Force = false);
