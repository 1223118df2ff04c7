namespace Factory.Cli.Runs;

/// <summary>The arguments of <c>factory run</c>.</summary>
/// <param name="Idea">Empty when a run is resumed.</param>
/// <param name="Repository">Full path; null for a new repository.</param>
/// <param name="BudgetUsd">The hard cap; null for the policy's default.</param>
/// <param name="Pipeline">Null for the default one.</param>
/// <param name="AllowSameReviewer">True to let the builder's model review.</param>
/// <param name="Rehearse">True to accept a demonstration product that has nothing to do with the idea.</param>
/// <param name="Unsandboxed">True to host without a sandbox.</param>
/// <param name="Resume">True to continue a run instead of starting one.</param>
/// <param name="Run">The run to continue; null for the latest unfinished one.</param>
internal sealed record RunRequest(
    string Idea,
    string? Repository,
    decimal? BudgetUsd,
    string? Pipeline,
    bool AllowSameReviewer,
    bool Rehearse,
    bool Unsandboxed,
    bool Resume,
    RunId? Run);
