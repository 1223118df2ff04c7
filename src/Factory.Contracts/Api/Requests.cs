using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/runs/{id}/retry</c>; optional.</summary>
/// <param name="BudgetUsd">A new hard cap in US dollars; null to keep the current one.</param>
/// <param name="AllowSameReviewer">True to allow the builder's own model to review from now on. The permission is
/// recorded.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetryRunRequest(decimal? BudgetUsd = null, bool AllowSameReviewer = false);

/// <summary>Body of <c>POST …/cancel</c>; optional.</summary>
/// <param name="Reason">The reason, one line; null for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CancelRequest(string? Reason = null);

/// <summary>Body of <c>POST /api/tasks/{id}/answer</c>.</summary>
/// <param name="Text">The operator's answer, 1 to 16,384 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerRequest(string? Text);

/// <summary>Body of <c>POST /api/tasks/{id}/messages</c>.</summary>
/// <param name="Text">What the agent is told, 1 to 16,384 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TaskMessageRequest(string? Text);

/// <summary>Body of <c>POST /api/approvals/{id}/approve</c> and <c>…/reject</c>; optional.</summary>
/// <param name="Comment">The reason; null for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ApprovalDecisionRequest(string? Comment = null);

/// <summary>Body of <c>POST /api/approvals/{id}/request-changes</c>.</summary>
/// <param name="Reason">What to change, 1 to 16,384 characters; the next attempt receives it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestChangesRequest(string? Reason);

/// <summary>Body of <c>POST /api/sign-in/links</c>; optional.</summary>
/// <param name="ReturnUrl">Path of the page to show after signing in, for example <c>/grains/orleans</c>; null for the
/// start page.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateSignInLinkRequest(string? ReturnUrl = null);
