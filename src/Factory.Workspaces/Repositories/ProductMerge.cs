using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Merges a commit into a product's branch, always with a merge commit, so that <c>git log --first-parent</c> reads as the list of deliveries.</summary>
internal sealed class ProductMerge(GitCommand git, ProductWorkTree workTree)
{
    private const int ConflictExitCode = 1;

    /// <summary>Merges. Doing it again, also after a crash in the middle, ends in the same place.</summary>
    public async Task<string> MergeAsync(ProductRef product, MirrorPaths places, string commit, string message, CancellationToken cancellationToken)
    {
        var branch = "refs/heads/" + product.Branch;
        var head = await git.RunAsync(places.Repository, ["rev-parse", "--verify", branch + "^{commit}"], cancellationToken);
        await EnsureCommitExistsAsync(places, commit, cancellationToken);
        if (await IsMergedAsync(places, commit, head, cancellationToken))
        {
            return head;
        }

        // The objects of the merge belong to the product's repository from the start; borrowing them from the mirror would make it depend on it.
        var writing = places.Mirror with { ObjectFolder = places.ObjectFolder };
        var tree = await MergeTreeAsync(product, writing, head, commit, cancellationToken);
        var merge = await git.RunAsync(writing, ["commit-tree", tree, "-p", head, "-p", commit, "-F", "-"], cancellationToken, message);
        await PublishAsync(product, places, branch, head, merge, cancellationToken);
        return merge;
    }

    // Files first, branch second: a crash in between is healed by merging again, the other order would leave old files under a new branch.
    private async Task PublishAsync(ProductRef product, MirrorPaths places, string branch, string head, string merge, CancellationToken cancellationToken)
    {
        var follows = await workTree.IsBranchCheckedOutAsync(product, places, cancellationToken);
        if (follows)
        {
            await workTree.UpdateFilesAsync(product, places, head, merge, cancellationToken);
        }
        else
        {
            await EnsureNotCheckedOutAsync(product, places, branch, cancellationToken);
        }

        var moved = await git.TryRunAsync(places.Repository, ["update-ref", "-m", "factory: merge", branch, merge, head], CancellationToken.None);
        if (moved.ExitCode == 0)
        {
            return;
        }

        if (follows)
        {
            await workTree.UpdateFilesAsync(product, places, merge, head, CancellationToken.None);
        }

        throw new FactoryException(
            ErrorCodes.GitFailed,
            $"{product.Branch} of {product.Name} moved while the change was merged: {moved.Error.Trim()}",
            "Retry; the change is kept on its own branch.",
            retryable: true);
    }

    // A worktree beside this one whose branch moves under it shows all of the change as undone, and the next commit there would really undo it.
    private async Task EnsureNotCheckedOutAsync(ProductRef product, MirrorPaths places, string branch, CancellationToken cancellationToken)
    {
        var worktree = await git.RunAsync(places.Repository, ["for-each-ref", "--format=%(worktreepath)", branch], cancellationToken);
        if (worktree.Length > 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"The change cannot be merged into {product.Branch}: that branch is checked out in another worktree, '{worktree}'.",
                $"Switch there to another branch, or back to {product.Branch} in '{product.Repository}', then retry.",
                retryable: true);
        }
    }

    private async Task EnsureCommitExistsAsync(MirrorPaths places, string commit, CancellationToken cancellationToken)
    {
        if (!CommitHash.IsValid(commit)
            || (await git.TryRunAsync(places.Mirror, ["cat-file", "-e", commit + "^{commit}"], cancellationToken)).ExitCode != 0)
        {
            throw new FactoryException(ErrorCodes.GitFailed, $"{places.Repository.Label} has no commit {CommitHash.Abbreviate(commit)}.");
        }
    }

    private async Task<bool> IsMergedAsync(MirrorPaths places, string commit, string head, CancellationToken cancellationToken)
    {
        var result = await git.TryRunAsync(places.Mirror, ["merge-base", "--is-ancestor", commit, head], cancellationToken);
        return result.ExitCode switch
        {
            0 => true,
            1 => false,
            _ => throw GitCommand.Failed("merge-base", places.Repository.Label, result),
        };
    }

    private async Task<string> MergeTreeAsync(ProductRef product, GitContext place, string head, string commit, CancellationToken cancellationToken)
    {
        var result = await git.TryRunAsync(place, ["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", head, commit], cancellationToken);
        if (result.ExitCode == 0)
        {
            return result.Entries[0];
        }

        if (result.ExitCode == ConflictExitCode && result.Entries.Length > 1)
        {
            throw new FactoryException(
                ErrorCodes.MergeConflict,
                $"The change does not merge into {product.Branch} of {product.Name}: both changed {ProductWorkTree.FormatFiles(result.Entries[1..])}.",
                "Let the builder work again from the branch as it is now.");
        }

        throw GitCommand.Failed("merge-tree", place.Label, result);
    }
}
