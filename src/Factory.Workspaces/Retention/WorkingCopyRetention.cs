using Factory.Contracts.Errors;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Retention;

/// <summary>
/// Deletes working copies of ended attempts. The working copy of a builder is deleted only after git has shown that
/// exactly its files are committed in the product's repository, or are those that it started from. In case of doubt it
/// is kept.
/// </summary>
internal sealed class WorkingCopyRetention(
    GitCommand git,
    MirrorRepository mirror,
    WorkingCopyCommitter committer,
    KeyedLocks locks,
    FactoryPaths paths,
    TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionItem>> FindAsync(
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        UntrustedDirectory.FinishDeletions(paths.WorkingCopies);
        var found = new List<RetentionItem>();
        var expired = facts.Attempts
            .Where(a => RetentionRules.IsExpired(a.Value, policy.WorkingCopies, time.GetUtcNow()))
            .OrderBy(a => a.Key.Value, StringComparer.Ordinal);
        foreach (var (id, attempt) in expired)
        {
            var folders = WorkingCopyPaths.For(paths, id);
            if (Directory.Exists(folders.Folder))
            {
                var why = await ReasonToKeepAsync(folders, attempt, cancellationToken);
                var bytes = UntrustedDirectory.Measure(folders.Folder).Bytes;
                found.Add(new RetentionItem(RetentionKind.WorkingCopy, id.Value, bytes, attempt.FinishedAt!.Value, why));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var id = AttemptId.Parse(item.Name);
        var folders = WorkingCopyPaths.For(paths, id);

        // Checked again under the lock: an operator can have edited the files after they were found.
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        if (await ReasonToKeepAsync(folders, facts.Attempts[id], cancellationToken) is not null)
        {
            return false;
        }

        UntrustedDirectory.DeleteAtomically(folders.Folder);
        if (await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is { } known)
        {
            File.Delete(WorkingCopyPaths.IndexFileOf((await mirror.OpenAsync(known.Product)).Mirror, id));
        }

        File.Delete(folders.MetadataFile);
        return true;
    }

    private async Task<string?> ReasonToKeepAsync(WorkingCopyPaths folders, AttemptFacts attempt, CancellationToken cancellationToken)
    {
        if (!attempt.IsBuild)
        {
            // Reviewers and researchers submit text; files in their working copies are scratch.
            return null;
        }

        try
        {
            return await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is not { } known
                ? "the commit that it started from is unknown"
                : await IsCommittedAsync(folders, known, cancellationToken) ? null
                : "it contains work that is not in any repository";
        }
        catch (FactoryException e)
        {
            // Files that git rejects, or a missing repository: the working copy may be the only copy of its files.
            return e.Message;
        }
    }

    private async Task<bool> IsCommittedAsync(WorkingCopyPaths folders, WorkingCopyMetadata known, CancellationToken cancellationToken)
    {
        var mirrorPaths = await mirror.OpenAsync(known.Product);

        // A temporary index: staging into the attempt's own would record files that have not been validated.
        var index = WorkingCopyPaths.IndexFileOf(mirrorPaths.Mirror, known.Attempt) + ".clean";
        try
        {
            var staging = WorkingCopyPaths.StagingContext(mirrorPaths.Mirror, known, folders.Folder) with { IndexFile = index };
            var tree = await committer.StageAsync(staging, known, cancellationToken);
            return await HasTreeAsync(mirrorPaths.Mirror, known.BaseCommit, tree, cancellationToken)
                || await HasTreeAsync(mirrorPaths.Repository, WorkingCopyPaths.CommittedRefOf(known.Attempt), tree, cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<bool> HasTreeAsync(GitContext context, string commit, string tree, CancellationToken cancellationToken)
    {
        var found = await git.TryRunAsync(context, ["rev-parse", "--verify", "--quiet", commit + "^{tree}"], cancellationToken);
        return found.ExitCode == 0 && found.Text == tree;
    }
}
