using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>The files that lie checked out in a product's repository: they follow its branch, and uncommitted work in them is never touched.</summary>
/// <remarks>Filters of the repository (such as git-lfs) are not run: the factory executes nothing that a repository's configuration names.</remarks>
internal sealed class ProductWorkTree(GitCommand git)
{
    private const int MaxListedFiles = 10;

    /// <summary>Throws when tracked files differ from a commit.</summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task EnsureCleanAsync(ProductRef product, MirrorPaths places, string head, CancellationToken cancellationToken)
    {
        var tree = CreateContext(product, places);
        string[] options = ["--name-only", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
        var working = await git.RunCheckedAsync(tree, ["diff", .. options, head, "--"], cancellationToken);
        var staged = await git.RunCheckedAsync(tree, ["diff", "--cached", .. options, head, "--"], cancellationToken);
        var files = working.Entries.Union(staged.Entries).Order(StringComparer.Ordinal).ToList();
        if (files.Count > 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"'{product.Repository}' has changes that are not committed: {FormatFiles(files)}.",
                $"Commit or stash them. Run: git -C '{product.Repository}' status");
        }
    }

    /// <summary>True when the product's branch is checked out.</summary>
    public async Task<bool> IsBranchCheckedOutAsync(ProductRef product, MirrorPaths places, CancellationToken cancellationToken)
    {
        var head = await git.TryRunAsync(places.Repository, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        return head.ExitCode == 0 && head.Text == "refs/heads/" + product.Branch;
    }

    /// <summary>Brings the files from one commit to another; files with changes of their own stop it before anything is written.</summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task UpdateFilesAsync(ProductRef product, MirrorPaths places, string from, string to, CancellationToken cancellationToken)
    {
        var tree = CreateContext(product, places);
        if (RepositoryOperation.Detect(places.Repository.GitDir) is { } state)
        {
            throw MergeBlocked(product, $"'{product.Repository}' is in the middle of {state.Name}.", $"End it, then retry: git -C '{product.Repository}' {state.HowToEnd}");
        }

        await EnsureNoUntrackedConflictsAsync(product, tree, from, to, cancellationToken);
        await git.TryRunAsync(tree, ["update-index", "-q", "--refresh"], cancellationToken);
        var result = await git.TryRunAsync(tree, ["read-tree", "-m", "-u", from, to], cancellationToken);
        if (result.ExitCode != 0)
        {
            throw MergeBlocked(
                product,
                $"'{product.Repository}' has uncommitted work in the same files. {result.Error.Trim()}",
                $"Commit, stash or move it, then retry. Run: git -C '{product.Repository}' status");
        }
    }

    // Git writes over files that are ignored, and an ignored file may be somebody's only copy, such as one with keys.
    private async Task EnsureNoUntrackedConflictsAsync(ProductRef product, GitContext tree, string from, string to, CancellationToken cancellationToken)
    {
        var added = await git.RunCheckedAsync(tree, ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=A", from, to], cancellationToken);
        if (added.Entries.Where(path => Path.Exists(Path.Combine(product.Repository, path)) || IsLink(Path.Combine(product.Repository, path))).ToHashSet() is not { Count: > 0 } there)
        {
            return;
        }

        var known = await git.RunCheckedAsync(tree, ["ls-files", "-z", "--cached"], cancellationToken);
        there.ExceptWith(known.Entries);
        if (there.Count > 0)
        {
            throw MergeBlocked(
                product,
                $"'{product.Repository}' has files of its own in places where the change makes new ones: {FormatFiles([.. there.Order(StringComparer.Ordinal)])}.",
                "Move or delete them, then retry.");
        }
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static FactoryException MergeBlocked(ProductRef product, string message, string hint) =>
        new(ErrorCodes.RepositoryDirty, $"The change cannot be merged into {product.Branch}: {message}", hint, retryable: true);

    /// <summary>Names the first few of many files.</summary>
    public static string FormatFiles(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(MaxListedFiles)) + (files.Count > MaxListedFiles ? $" and {files.Count - MaxListedFiles} more" : "");

    // The mirror's configuration with the repository's own index and files: its filters and monitors are not known here.
    private static GitContext CreateContext(ProductRef product, MirrorPaths places) =>
        places.Mirror with { WorkTree = product.Repository, IndexFile = Path.Combine(places.Repository.GitDir, "index") };
}
