using System.Text.Json.Serialization;
using Factory.Contracts.Artifacts;

namespace Factory.Contracts.Api;

/// <summary>Body of <c>POST /api/tasks</c>: a task of its own, outside of any run.</summary>
/// <param name="Title">One line, 1 to <see cref="MaxTitleLength"/> characters.</param>
/// <param name="Kind">The kind of work, for example <c>build</c>; at least one agent must take it.</param>
/// <param name="Description">What to do, in the operator's own words; null when the title says it all.</param>
/// <param name="Expects">
/// The artifact that ends the task: <c>research</c>, <c>requirements</c> or <c>change</c>. Null for what the pipelines
/// expect of this kind; required when no pipeline has it.
/// </param>
/// <param name="Run">A run whose product to work on; null for none. The task is not part of that run, and its cost is
/// not in the run's budget.</param>
/// <param name="Repository">Full path, on the silo's machine, of the git repository to work on; null for none. Excludes
/// <paramref name="Run"/>.</param>
/// <param name="Agent">The only agent that may be assigned, for example <c>rex</c>; null for any that takes the
/// kind.</param>
/// <param name="BudgetUsd">The task's hard cap in US dollars, not negative; null for the policy's default.</param>
/// <param name="Backlog">True to keep it in the backlog until it is promoted; false to make it ready at once.</param>
/// <param name="Rehearse">True to accept, without a real model, that a rehearsal model plays the agent: a script, whose
/// result has nothing to do with the task. Without effect while a real model is available.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CreateTaskRequest(
    string? Title,
    string? Kind,
    string? Description = null,
    ArtifactKind? Expects = null,
    string? Run = null,
    string? Repository = null,
    string? Agent = null,
    decimal? BudgetUsd = null,
    bool Backlog = false,
    bool Rehearse = false)
{
    /// <summary>The longest title, in characters.</summary>
    public const int MaxTitleLength = 200;
}
