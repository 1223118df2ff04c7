namespace Factory.Contracts.Api;

/// <summary>
/// What a run without a real model would build: one of the demonstration products that the rehearsal models have.
/// </summary>
/// <param name="Products">The names of all demonstration products.</param>
/// <param name="Match">The product that the idea is matched to by its words; null when none fits.</param>
/// <param name="Fallback">The product that is built with <see cref="StartRunRequest.Rehearse"/> when none
/// fits.</param>
public sealed record RehearsalPreview(IReadOnlyList<string> Products, string? Match, string Fallback);
