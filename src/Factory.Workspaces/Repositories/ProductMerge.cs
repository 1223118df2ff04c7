using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// Merges a commit into a product's branch. Always creates a merge commit, so that <c>git log --first-parent</c> lists
/// the deliveries.
/// </summary>
internal sealed class ProductMerge(GitCommand git, ProductWorkTree workTree, SecretGuard secrets)
{
    private const int ConflictExitCode = 1;

    /// <summary>Merges a commit. Idempotent: a repetition, also after a crash, has the same result.</summary>
    /// <remarks>
    /// A cancellation kills git only while it reads. From the first write in the product's repository on it takes effect
    /// between two commands, and once the files are being updated not any more: git that is killed leaves its locks and
    /// half of the files.
    /// </remarks>
    /// <returns>Full hash of the branch's commit after the merge.</returns>
    /// <exception cref="FactoryException"><c>merge.conflict</c>, <c>repository.dirty</c>, <c>git.failed</c>, or
    /// <c>artifact.malformed</c>: the change contains a secret.</exception>
    public async Task<string> MergeAsync(
        ProductRef product,
        MirrorPaths mirrorPaths,
        string commit,
        string message,
        CancellationToken cancellationToken)
    {
        var branch = "refs/heads/" + product.Branch;
        var head = await git.RunAsync(mirrorPaths.Repository, ["rev-parse", "--verify", branch + "^{commit}"], cancellationToken);
        await EnsureCommitExistsAsync(mirrorPaths, commit, cancellationToken);
        if (await IsMergedAsync(mirrorPaths, commit, head, cancellationToken))
        {
            return head;
        }

        // Again: the factory can have other secrets than when the commits were made, and after this they are public.
        await secrets.EnsureNoneAsync(mirrorPaths.Mirror, commit, head, cancellationToken);

        // The objects of the merge are written to the product's repository. In the mirror they would be lost as soon as
        // somebody deletes the data folder.
        var writing = mirrorPaths.Mirror with { ObjectFolder = mirrorPaths.ObjectFolder };
        var tree = await MergeTreeAsync(product, writing, head, commit);
        cancellationToken.ThrowIfCancellationRequested();
        string[] commitTree = ["commit-tree", tree, "-p", head, "-p", commit, "-F", "-"];
        var merge = await git.RunAsync(writing, commitTree, CancellationToken.None, message);
        await PublishAsync(product, mirrorPaths, branch, head, merge, cancellationToken);
        return merge;
    }

    // Files first, branch second. After a crash in between, the retried merge finds the files as it would write them.
    // In the other order, the retry would find the commit merged and stop, and git would show the old files as an
    // uncommitted revert of the change.
    private async Task PublishAsync(
        ProductRef product,
        MirrorPaths mirrorPaths,
        string branch,
        string head,
        string merge,
        CancellationToken cancellationToken)
    {
        var isCheckedOut = await workTree.IsBranchCheckedOutAsync(product, mirrorPaths, cancellationToken);
        if (isCheckedOut)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await workTree.UpdateFilesAsync(product, mirrorPaths, head, merge);
        }
        else
        {
            await EnsureNotCheckedOutAsync(product, mirrorPaths, branch, cancellationToken);
        }

        // The last argument makes git compare before it moves the branch: a commit that the operator made meanwhile is
        // never lost. No cancellation from here on, since the files have already been updated.
        var moved = await git.TryRunAsync(
            mirrorPaths.Repository,
            ["update-ref", "-m", "factory: merge", branch, merge, head],
            CancellationToken.None);
        if (moved.ExitCode == 0)
        {
            return;
        }

        if (isCheckedOut)
        {
            await workTree.UpdateFilesAsync(product, mirrorPaths, merge, head);
        }

        throw new FactoryException(
            ErrorCodes.GitFailed,
            $"{product.Branch} of {product.Name} moved while the change was merged: {moved.Error.Trim()}",
            "Retry the delivery. The change is kept on its own branch.",
            retryable: true);
    }

    // If the branch moved while another worktree has it checked out, that worktree would show the change as undone, and
    // the next commit there would undo it.
    private async Task EnsureNotCheckedOutAsync(
        ProductRef product,
        MirrorPaths mirrorPaths,
        string branch,
        CancellationToken cancellationToken)
    {
        var worktree = await git.RunAsync(mirrorPaths.Repository, ["for-each-ref", "--format=%(worktreepath)", branch], cancellationToken);
        if (worktree.Length > 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"The change cannot be merged into {product.Branch}: that branch is checked out in another worktree, '{worktree}'.",
                $"Switch there to another branch, or back to {product.Branch} in '{product.Repository}', then retry.",
                retryable: true);
        }
    }

    private async Task EnsureCommitExistsAsync(MirrorPaths mirrorPaths, string commit, CancellationToken cancellationToken)
    {
        if (!CommitHash.IsValid(commit)
            || (await git.TryRunAsync(mirrorPaths.Mirror, ["cat-file", "-e", commit + "^{commit}"], cancellationToken)).ExitCode != 0)
        {
            throw new FactoryException(
                ErrorCodes.GitFailed,
                $"{mirrorPaths.Repository.Label} has no commit {CommitHash.Abbreviate(commit)}.");
        }
    }

    private async Task<bool> IsMergedAsync(MirrorPaths mirrorPaths, string commit, string head, CancellationToken cancellationToken)
    {
        var result = await git.TryRunAsync(mirrorPaths.Mirror, ["merge-base", "--is-ancestor", commit, head], cancellationToken);
        return result.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw GitCommand.Failed("merge-base", mirrorPaths.Repository.Label, result),
        };
    }

    private async Task<string> MergeTreeAsync(
        ProductRef product,
        GitContext context,
        string head,
        string commit)
    {
        var result = await git.TryRunAsync(
            context,
            ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", head, commit],
            CancellationToken.None);
        if (result.ExitCode == 0)
        {
            return result.Entries[0];
        }

        if (result.ExitCode == ConflictExitCode && result.Entries.Length > 1)
        {
            throw new FactoryException(
                ErrorCodes.MergeConflict,
                $"The change does not merge into {product.Branch} of {product.Name}: both changed " +
                $"{ProductWorkTree.FormatFiles(result.Entries[1..])}.",
                "Repeat the change on top of the current branch.");
        }

        throw GitCommand.Failed("merge-tree", context.Label, result);
    }
}
