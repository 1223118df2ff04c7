namespace Factory.Contracts.Api;

/// <summary>Response of <c>POST /api/runs/preview</c>: what a run with this request would be. Nothing is started.</summary>
/// <param name="Rehearsal">What the rehearsal models would build; null when a real model is available.</param>
public sealed record RunPreview(RehearsalPreview? Rehearsal);
