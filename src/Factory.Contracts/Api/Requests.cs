using System.Text.Json.Serialization;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/runs/{id}/retry</c>; may be left out.</summary>
/// <param name="BudgetUsd">A new hard cap in US dollars; null to keep the old one.</param>
/// <param name="AllowSameReviewer">True to let the builder's own model review from now on. It is recorded.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RetryRunRequest(decimal? BudgetUsd = null, bool AllowSameReviewer = false);

/// <summary>Body of <c>POST …/cancel</c>; may be left out.</summary>
/// <param name="Reason">Why, one line; null for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CancelRequest(string? Reason = null);

/// <summary>Body of <c>POST /api/tasks/{id}/answer</c>.</summary>
/// <param name="Text">The operator's answer, 1 to 16,384 characters.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnswerRequest(string? Text);

/// <summary>Body of <c>POST /api/approvals/{id}/approve</c> and <c>…/reject</c>; may be left out.</summary>
/// <param name="Comment">Why; null for none.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ApprovalDecisionRequest(string? Comment = null);

/// <summary>Body of <c>POST /api/sign-in/links</c>; may be left out.</summary>
/// <param name="ReturnUrl">The page to show then, for example <c>/grains/orleans</c>; null for the first page.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateSignInLinkRequest(string? ReturnUrl = null);
