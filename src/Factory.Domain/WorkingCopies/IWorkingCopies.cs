using Factory.Contracts.Artifacts;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;

namespace Factory.Domain.WorkingCopies;

/// <summary>
/// Working copies: one shared clone and one branch for each attempt. The agent may do what it likes in its clone; the silo never runs git with
/// configuration from there and takes commits only by fetch, so nothing an agent planted is executed and no taken commit can be lost.
/// </summary>
public interface IWorkingCopies
{
    /// <summary>Makes the attempt's working copy, or opens the one it already has.</summary>
    /// <param name="startFrom">Commit to start from; null for the product branch's commit now.</param>
    Task<WorkingCopy> OpenAsync(AttemptId attempt, ProductRef product, string? startFrom, CancellationToken cancellationToken);

    /// <summary>
    /// Commits whatever the agent left in its working copy, takes the branch into the product's repository under <c>refs/factory/attempts/…</c>
    /// and as a branch <c>factory/…</c>, and says what changed. Null when nothing changed since the start.
    /// </summary>
    /// <param name="message">Subject and body, without trailers.</param>
    Task<ChangeSet?> CommitAsync(WorkingCopy copy, string message, CommitTrailers trailers, CancellationToken cancellationToken);
}

/// <summary>An attempt's working copy.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Folder">Full path.</param>
/// <param name="Branch">Its branch: <c>factory/</c> and the attempt's id.</param>
/// <param name="BaseCommit">Where it started.</param>
/// <param name="Product">The product.</param>
/// <param name="ReadOnlyFolders">What the sandbox must let it read beside the folder itself: the product's git objects.</param>
public sealed record WorkingCopy(
    AttemptId Attempt,
    string Folder,
    string Branch,
    string BaseCommit,
    ProductRef Product,
    IReadOnlyList<string> ReadOnlyFolders);

/// <summary>The trailers of every commit that the factory makes: <c>Factory-Run</c>, <c>Factory-Task</c>, <c>Factory-Attempt</c>, <c>Factory-Agent</c>, <c>Factory-Model</c>.</summary>
public sealed record CommitTrailers(RunId? Run, TaskId Task, AttemptId? Attempt, AgentId Agent, ModelRef Model);
