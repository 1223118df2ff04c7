using System.Text.Json.Serialization;
using Factory.Contracts.Runs;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/runs</c>.</summary>
/// <param name="Idea">The idea in the operator's own words: 1 to <see cref="StartRun.MaxIdeaLength"/> characters that
/// are not all white space.</param>
/// <param name="Pipeline">A pipeline's name; null for <c>product</c>.</param>
/// <param name="Repository">Full path, on the silo's machine, of an existing git repository; null for a new
/// one.</param>
/// <param name="BudgetUsd">The run's hard cap in US dollars, not negative; null for the policy's default.</param>
/// <param name="AllowSameReviewer">True to allow the builder's own model to review when there is no other. The
/// permission is recorded.</param>
/// <param name="Rehearse">True to accept, without a real model, a demonstration product that has nothing to do with the
/// idea. With a real model it has no effect.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record StartRunRequest(
    string? Idea,
    string? Pipeline = null,
    string? Repository = null,
    decimal? BudgetUsd = null,
    bool AllowSameReviewer = false,
    bool Rehearse = false);
