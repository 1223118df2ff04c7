using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// The checked-out files of a product's repository. They are updated with its branch; uncommitted work is never
/// changed.
/// </summary>
/// <remarks>
/// Filters such as git-lfs do not run, because the factory executes nothing that the configuration of a repository
/// names.
/// </remarks>
internal sealed class ProductWorkTree(GitCommand git)
{
    private const int MaxListedFiles = 10;

    // The messages of unpack-trees.c; the language is always C.
    private static readonly string[] WorkMessages = ["not uptodate", "would be overwritten", "would be removed", "would lose untracked"];

    /// <summary>Throws when tracked files or the index differ from a commit.</summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task EnsureCleanAsync(ProductRef product, MirrorPaths mirrorPaths, string head, CancellationToken cancellationToken)
    {
        var tree = CreateContext(product, mirrorPaths);

        // Two comparisons: a change can be in the files, or only in the index when the file was reverted after "git
        // add".
        string[] options = ["--name-only", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
        var working = await git.RunCheckedAsync(tree, ["diff", .. options, head, "--"], cancellationToken);
        var staged = await git.RunCheckedAsync(tree, ["diff", "--cached", .. options, head, "--"], cancellationToken);
        var files = working.Entries.Union(staged.Entries).Order(StringComparer.Ordinal).ToList();
        if (files.Count > 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"'{product.Repository}' has uncommitted changes: {FormatFiles(files)}.",
                $"Commit or stash them. Run: git -C '{product.Repository}' status");
        }
    }

    /// <summary>Returns whether the product's branch is checked out.</summary>
    public async Task<bool> IsBranchCheckedOutAsync(ProductRef product, MirrorPaths mirrorPaths, CancellationToken cancellationToken)
    {
        var head = await git.TryRunAsync(mirrorPaths.Repository, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        return head.ExitCode == 0 && head.Text == "refs/heads/" + product.Branch;
    }

    /// <summary>
    /// Updates the files from one commit to another. Fails before it changes anything when uncommitted work would be
    /// overwritten. Not cancellable: git that is killed leaves half of the files and its lock.
    /// </summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task UpdateFilesAsync(
        ProductRef product,
        MirrorPaths mirrorPaths,
        string from,
        string to)
    {
        var tree = CreateContext(product, mirrorPaths);
        if (RepositoryOperation.Detect(mirrorPaths.Repository.GitDir) is { } state)
        {
            throw MergeBlocked(
                product,
                $"'{product.Repository}' is in the middle of {state.Name}.",
                $"Complete or abort it, then retry: git -C '{product.Repository}' {state.HowToEnd}");
        }

        RepositoryLock.ThrowIfLocked(
            product.Repository,
            mirrorPaths.Repository.GitDir,
            Path.GetDirectoryName(mirrorPaths.ObjectFolder)!,
            product.Branch);
        await EnsureNoUntrackedConflictsAsync(product, tree, from, to);

        // read-tree compares times and sizes only. Without the refresh, a file that merely has a new time would count
        // as changed.
        await git.TryRunAsync(tree, ["update-index", "-q", "--refresh"], CancellationToken.None);
        var result = await git.TryRunAsync(tree, ["read-tree", "-m", "-u", from, to], CancellationToken.None);
        if (result.ExitCode != 0)
        {
            throw UpdateFailed(product, mirrorPaths, result);
        }
    }

    // Only what git itself calls uncommitted work is the operator's to commit; a full disk or a read-only folder is not.
    private static FactoryException UpdateFailed(ProductRef product, MirrorPaths mirrorPaths, GitResult result)
    {
        RepositoryLock.ThrowIfLocked(
            product.Repository,
            mirrorPaths.Repository.GitDir,
            Path.GetDirectoryName(mirrorPaths.ObjectFolder)!,
            product.Branch);
        return WorkMessages.Any(message => result.Error.Contains(message, StringComparison.Ordinal))
            ? MergeBlocked(
                product,
                $"'{product.Repository}' has uncommitted work in the same files. {result.Error.Trim()}",
                $"Commit, stash or move it, then retry. Run: git -C '{product.Repository}' status")
            : new FactoryException(
                ErrorCodes.GitFailed,
                $"The files of '{product.Repository}' cannot be updated: {result.Error.Trim()}",
                "Check the free space of the disk and the permissions of the folder and of its .git, then retry.",
                retryable: true);
    }

    // git overwrites ignored files without a warning, and an ignored file can be the operator's only copy, for example
    // one with keys.
    private async Task EnsureNoUntrackedConflictsAsync(
        ProductRef product,
        GitContext tree,
        string from,
        string to)
    {
        var added = await git.RunCheckedAsync(
            tree,
            ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", from, to],
            CancellationToken.None);
        if (added.Entries
            .Where(path => Path.Exists(Path.Combine(product.Repository, path)) || IsLink(Path.Combine(product.Repository, path)))
            .ToHashSet() is not { Count: > 0 } there)
        {
            return;
        }

        var known = await git.RunCheckedAsync(tree, ["ls-files", "-z", "--cached"], CancellationToken.None);
        there.ExceptWith(known.Entries);
        if (there.Count > 0)
        {
            throw MergeBlocked(
                product,
                $"'{product.Repository}' has untracked files at paths where the change adds files: " +
                $"{FormatFiles([.. there.Order(StringComparer.Ordinal)])}.",
                "Move or delete them, then retry.");
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static FactoryException MergeBlocked(ProductRef product, string message, string hint) =>
        new(ErrorCodes.RepositoryDirty, $"The change cannot be merged into {product.Branch}: {message}", hint, retryable: true);

    /// <summary>Lists the first files, and the number of others, for a message.</summary>
    public static string FormatFiles(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(MaxListedFiles)) + (files.Count > MaxListedFiles ? $" and {files.Count - MaxListedFiles} more" : "");

    // The configuration of the mirror with the index and files of the repository, so that the repository's filters and
    // monitors do not run.
    private static GitContext CreateContext(ProductRef product, MirrorPaths mirrorPaths) =>
        mirrorPaths.Mirror with { WorkTree = product.Repository, IndexFile = Path.Combine(mirrorPaths.Repository.GitDir, "index") };
}
