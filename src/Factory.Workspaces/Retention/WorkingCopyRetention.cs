using Factory.Contracts.Errors;
using Factory.Contracts.Retention;
using Factory.Domain.Configuration;
using Factory.Domain.Retention;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Workspaces.Retention;

/// <summary>
/// Working copies of attempts that ended. One whose files are a result goes only when git shows that exactly these files were taken into the product's
/// repository, or that they are those it started from. In doubt it stays.
/// </summary>
internal sealed class WorkingCopyRetention(
    GitCommand git, MirrorRepository mirror, WorkingCopyCommitter committer, KeyedLocks locks, FactoryPaths paths, TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        UntrustedDirectory.FinishDeletions(paths.WorkingCopies);
        var found = new List<RetentionItem>();
        foreach (var (id, attempt) in facts.Attempts.Where(a => RetentionRules.IsExpired(a.Value, policy.WorkingCopies, time.GetUtcNow())).OrderBy(a => a.Key.Value, StringComparer.Ordinal))
        {
            var folders = WorkingCopyPaths.For(paths, id);
            if (Directory.Exists(folders.Folder))
            {
                var why = await ReasonToKeepAsync(folders, attempt, cancellationToken);
                found.Add(new RetentionItem(RetentionKind.WorkingCopy, id.Value, UntrustedDirectory.Measure(folders.Folder).Bytes, attempt.FinishedAt!.Value, why));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(RetentionItem item, RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var id = AttemptId.Parse(item.Name);
        var folders = WorkingCopyPaths.For(paths, id);
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
            return null;
        }

        try
        {
            return await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is not { } known ? "nobody knows what it started from"
                : await IsCommittedAsync(folders, known, cancellationToken) ? null
                : "it holds work that is in no repository";
        }
        catch (FactoryException e)
        {
            // Files that git does not take, a repository that is gone: whatever is in here may be the only copy.
            return e.Message;
        }
    }

    private async Task<bool> IsCommittedAsync(WorkingCopyPaths folders, WorkingCopyMetadata known, CancellationToken cancellationToken)
    {
        var places = await mirror.OpenAsync(known.Product);
        var index = WorkingCopyPaths.IndexFileOf(places.Mirror, known.Attempt) + ".clean";
        try
        {
            var tree = await committer.StageAsync(WorkingCopyPaths.StagingContext(places.Mirror, known, folders.Folder) with { IndexFile = index }, known, cancellationToken);
            return await HasTreeAsync(places.Mirror, known.BaseCommit, tree, cancellationToken)
                || await HasTreeAsync(places.Repository, WorkingCopyPaths.CommittedRefOf(known.Attempt), tree, cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<bool> HasTreeAsync(GitContext place, string commit, string tree, CancellationToken cancellationToken)
    {
        var found = await git.TryRunAsync(place, ["rev-parse", "--verify", "--quiet", commit + "^{tree}"], cancellationToken);
        return found.ExitCode == 0 && found.Text == tree;
    }
}
