using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/budgets/{name}</c>.</summary>
/// <param name="CapUsd">The new hard cap in US dollars, 0 to 1,000,000.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SetBudgetRequest(decimal? CapUsd);
