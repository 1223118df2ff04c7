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
/// exactly its files are committed in the product's repository, or are those that it started from; in case of doubt it is
/// kept. When it must go nevertheless, its work is saved first (<see cref="WorkingCopyRescue"/>).
/// </summary>
internal sealed class WorkingCopyRetention(
    GitCommand git,
    MirrorRepository mirror,
    WorkingCopyCommitter committer,
    WorkingCopyRescue rescue,
    KeyedLocks locks,
    FactoryPaths paths,
    TimeProvider time) : IRetentionTarget
{
    /// <inheritdoc/>
    public bool IsOverQuota(RetentionPolicy policy) => UntrustedDirectory.Measure(paths.WorkingCopies).Bytes > policy.MaxWorkingCopyBytes;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RetentionItem>> FindAsync(
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        UntrustedDirectory.FinishDeletions(paths.WorkingCopies);
        var found = new Dictionary<AttemptId, RetentionItem>();
        var expired = facts.Attempts
            .Where(a => RetentionRules.IsExpired(a.Value, policy.WorkingCopies, time.GetUtcNow()))
            .OrderBy(a => a.Key.Value, StringComparer.Ordinal);
        foreach (var (id, attempt) in expired)
        {
            if (Directory.Exists(WorkingCopyPaths.For(paths, id).Folder))
            {
                found[id] = await DescribeAsync(id, attempt, policy.Force, cancellationToken);
            }
        }

        await AddOverQuotaAsync(found, facts, policy, cancellationToken);
        return [.. found.Values];
    }

    /// <inheritdoc/>
    public async Task<RetentionItem> RemoveAsync(
        RetentionItem item,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var id = AttemptId.Parse(item.Name);
        var folders = WorkingCopyPaths.For(paths, id);

        // Checked again under the lock: an operator can have edited the files after they were found.
        using var _ = await locks.AcquireAsync(folders.Folder, cancellationToken);
        var reason = await ReasonToKeepAsync(folders, facts.Attempts[id], cancellationToken);
        if (reason is not null)
        {
            item = item.Forced
                ? await SaveAsync(item, folders, facts.Attempts[id], cancellationToken)
                : item with { RetainedReason = "it is in use again: " + reason };
        }

        if (item.RetainedReason is null)
        {
            await DeleteAsync(folders, id, cancellationToken);
        }

        return item;
    }

    private async Task<RetentionItem> DescribeAsync(AttemptId id, AttemptFacts attempt, bool force, CancellationToken cancellationToken)
    {
        var folders = WorkingCopyPaths.For(paths, id);
        var reason = await ReasonToKeepAsync(folders, attempt, cancellationToken);
        var bytes = UntrustedDirectory.Measure(folders.Folder).Bytes;
        var item = new RetentionItem(RetentionKind.WorkingCopy, id.Value, bytes, attempt.FinishedAt!.Value, reason);
        return force && reason is not null && await CanSaveAsync(folders, attempt, cancellationToken)
            ? item with { RetainedReason = null, Forced = true }
            : item;
    }

    private async Task AddOverQuotaAsync(
        Dictionary<AttemptId, RetentionItem> found,
        RetentionFacts facts,
        RetentionPolicy policy,
        CancellationToken cancellationToken)
    {
        var left = UntrustedDirectory.Measure(paths.WorkingCopies).Bytes
            - found.Values.Where(item => item.RetainedReason is null).Sum(item => item.Bytes);
        foreach (var id in RetentionRules.OrderForQuota(facts.Attempts))
        {
            if (left <= policy.MaxWorkingCopyBytes)
            {
                return;
            }

            if (found.GetValueOrDefault(id) is not { RetainedReason: null } && Directory.Exists(WorkingCopyPaths.For(paths, id).Folder))
            {
                found[id] = await DescribeAsync(id, facts.Attempts[id], force: true, cancellationToken);
                left -= found[id].RetainedReason is null ? found[id].Bytes : 0;
            }
        }
    }

    private async Task<bool> CanSaveAsync(WorkingCopyPaths folders, AttemptFacts attempt, CancellationToken cancellationToken)
    {
        try
        {
            return attempt.Trailers is not null
                && await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is { } known
                && await mirror.GetHeadAsync(known.Product, cancellationToken) is not null;
        }
        catch (FactoryException)
        {
            // Without its repository, the working copy may be the only copy of its files. The reason to keep it says so.
            return false;
        }
    }

    private async Task<RetentionItem> SaveAsync(
        RetentionItem item,
        WorkingCopyPaths folders,
        AttemptFacts attempt,
        CancellationToken cancellationToken)
    {
        try
        {
            var known = (await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken))!;
            var saved = await rescue.SaveAsync(folders.Folder, known, attempt.Trailers!, cancellationToken);
            return item with { SavedAs = saved.Reference, LeftOut = saved.LeftOut.Count == 0 ? null : saved.LeftOut };
        }
        catch (FactoryException e)
        {
            return item with { RetainedReason = $"its work could not be saved: {e.Message}" };
        }
    }

    private async Task DeleteAsync(WorkingCopyPaths folders, AttemptId id, CancellationToken cancellationToken)
    {
        UntrustedDirectory.DeleteAtomically(folders.Folder);
        if (await WorkingCopyPaths.ReadMetadataAsync(folders, cancellationToken) is { } known)
        {
            File.Delete(WorkingCopyPaths.IndexFileOf((await mirror.OpenAsync(known.Product)).Mirror, id));
        }

        File.Delete(folders.MetadataFile);
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
