namespace Factory.Cli.Runs;

/// <summary>What <c>factory run</c> was asked for.</summary>
/// <param name="Idea">Empty when a run is resumed.</param>
/// <param name="Repository">Full path; null for a new repository.</param>
/// <param name="BudgetUsd">The hard cap; null for the policy's default.</param>
/// <param name="Pipeline">Null for the usual one.</param>
/// <param name="AllowSameReviewer">True to let the builder's model review.</param>
/// <param name="Unsandboxed">True to host without a sandbox.</param>
/// <param name="Resume">True to go on with a run instead of starting one.</param>
/// <param name="Run">The run to go on with; null for the latest unfinished one.</param>
internal sealed record RunRequest(
    string Idea,
    string? Repository,
    decimal? BudgetUsd,
    string? Pipeline,
    bool AllowSameReviewer,
    bool Unsandboxed,
    bool Resume,
    RunId? Run);
