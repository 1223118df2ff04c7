using Factory.Contracts.Artifacts;
using Factory.Contracts.Models;
using Factory.Contracts.Tasks;

namespace Factory.Domain.WorkingCopies;

/// <summary>
/// Working copies: one shared clone and one branch for each attempt. An agent may change anything in its clone. The
/// silo never runs git with configuration from there and takes commits only by fetch, so that nothing an agent left
/// there is executed and no fetched commit is lost.
/// </summary>
public interface IWorkingCopies
{
    /// <summary>Creates the attempt's working copy, or opens the existing one.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="product">The product.</param>
    /// <param name="startFrom">Commit to start from; null for the current commit of the product's branch.</param>
    Task<WorkingCopy> OpenAsync(AttemptId attempt, ProductRef product, string? startFrom, CancellationToken cancellationToken);

    /// <summary>
    /// Commits what the agent left in its working copy and fetches the branch into the product's repository, under
    /// <c>refs/factory/attempts/…</c> and as a branch <c>factory/…</c>.
    /// </summary>
    /// <returns>
    /// The change, measured from where it left the product's branch, so that it includes the work of earlier attempts that
    /// this one continued; null when nothing changed since the start.
    /// </returns>
    /// <param name="copy">The working copy.</param>
    /// <param name="message">Subject and body, without trailers.</param>
    /// <param name="trailers">The trailers of the commit.</param>
    Task<ChangeSet?> CommitAsync(WorkingCopy copy, string message, CommitTrailers trailers, CancellationToken cancellationToken);

    /// <summary>
    /// The work that the working copy started with, for an attempt that found it complete: the commit is published as one
    /// of this attempt.
    /// </summary>
    /// <returns>The change, measured as by <see cref="CommitAsync"/>; null when it started from the product's
    /// branch.</returns>
    /// <param name="copy">The working copy.</param>
    Task<ChangeSet?> TakeStartAsync(WorkingCopy copy, CancellationToken cancellationToken);

    /// <summary>Deletes a working copy at once, because others need its disk space.</summary>
    /// <param name="attempt">The attempt, which has ended.</param>
    /// <param name="trailers">The trailers of its commits, under which its work is saved as far as git accepts it; null when
    /// its files are scratch.</param>
    /// <returns>A line for each file that was not saved.</returns>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>: the work could not be saved, and
    /// nothing but files that are too large to be saved was deleted.</exception>
    Task<IReadOnlyList<string>> DiscardAsync(AttemptId attempt, CommitTrailers? trailers, CancellationToken cancellationToken);
}

/// <summary>An attempt's working copy.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Folder">Full path.</param>
/// <param name="Branch">Its branch: <c>factory/</c> and the attempt's id.</param>
/// <param name="BaseCommit">Where it started.</param>
/// <param name="Product">The product.</param>
/// <param name="ReadOnlyFolders">Further folders that its commands must be able to read: the product's git
/// objects.</param>
public sealed record WorkingCopy(
    AttemptId Attempt,
    string Folder,
    string Branch,
    string BaseCommit,
    ProductRef Product,
    IReadOnlyList<string> ReadOnlyFolders);

/// <summary>
/// The trailers of every commit that the factory makes: <c>Factory-Run</c>, <c>Factory-Task</c>,
/// <c>Factory-Attempt</c>, <c>Factory-Agent</c>, <c>Factory-Model</c>.
/// </summary>
/// <param name="Run">The run; null for a task of its own.</param>
/// <param name="Task">The task.</param>
/// <param name="Attempt">The attempt; null for a merge.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Model">The model.</param>
public sealed record CommitTrailers(RunId? Run, TaskId Task, AttemptId? Attempt, AgentId Agent, ModelRef Model);
