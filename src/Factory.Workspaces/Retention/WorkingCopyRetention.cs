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
    GitCommand git, MirrorRepository hub, WorkingCopyCommitter taker, RepositoryLocks locks, FactoryPaths paths, TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionItem>> FindAsync(RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        DiskSpace.FinishDeletions(paths.WorkingCopies);
        var found = new List<RetentionItem>();
        foreach (var (id, attempt) in facts.Attempts.Where(a => RetentionRules.IsDue(a.Value, policy.Copies, time.GetUtcNow())).OrderBy(a => a.Key.Value, StringComparer.Ordinal))
        {
            var folders = WorkingCopyPaths.Of(paths, id);
            if (Directory.Exists(folders.Folder))
            {
                var why = await WhyKeptAsync(folders, attempt, cancellationToken);
                found.Add(new RetentionItem(RetentionKind.WorkingCopy, id.Value, DiskSpace.Of(folders.Folder), attempt.FinishedAt!.Value, why));
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(RetentionItem leftover, RetentionFacts facts, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var id = AttemptId.Parse(leftover.Name);
        var folders = WorkingCopyPaths.Of(paths, id);
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        if (await WhyKeptAsync(folders, facts.Attempts[id], cancellationToken) is not null)
        {
            return false;
        }

        DiskSpace.Delete(folders.Folder);
        if (await WorkingCopyPaths.ReadAsync(folders, cancellationToken) is { } known)
        {
            File.Delete(WorkingCopyPaths.IndexOf((await hub.OpenAsync(known.Product)).Hub, id));
        }

        File.Delete(folders.Facts);
        return true;
    }

    private async Task<string?> WhyKeptAsync(WorkingCopyPaths folders, AttemptFacts attempt, CancellationToken cancellationToken)
    {
        if (!attempt.Builds)
        {
            return null;
        }

        try
        {
            return await WorkingCopyPaths.ReadAsync(folders, cancellationToken) is not { } known ? "nobody knows what it started from"
                : await IsTakenAsync(folders, known, cancellationToken) ? null
                : "it holds work that is in no repository";
        }
        catch (FactoryException e)
        {
            // Files that git does not take, a repository that is gone: whatever is in here may be the only copy.
            return e.Message;
        }
    }

    private async Task<bool> IsTakenAsync(WorkingCopyPaths folders, WorkingCopyFacts known, CancellationToken cancellationToken)
    {
        var places = await hub.OpenAsync(known.Product);
        var index = WorkingCopyPaths.IndexOf(places.Hub, known.Attempt) + ".clean";
        try
        {
            var tree = await taker.StageAsync(WorkingCopyPaths.Staging(places.Hub, known, folders.Folder) with { IndexFile = index }, known, cancellationToken);
            return await IsTreeOfAsync(places.Hub, known.BaseCommit, tree, cancellationToken)
                || await IsTreeOfAsync(places.Repository, WorkingCopyPaths.TakenRef(known.Attempt), tree, cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private async Task<bool> IsTreeOfAsync(GitContext place, string commit, string tree, CancellationToken cancellationToken)
    {
        var found = await git.TryRunAsync(place, ["rev-parse", "--verify", "--quiet", commit + "^{tree}"], cancellationToken);
        return found.ExitCode == 0 && found.Text == tree;
    }
}
