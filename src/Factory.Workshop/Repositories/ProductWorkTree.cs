using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workshop.Git;

namespace Factory.Workshop.Repositories;

/// <summary>The files that lie checked out in a product's repository: they follow its branch, and uncommitted work in them is never touched.</summary>
/// <remarks>Filters of the repository (such as git-lfs) are not run: the factory executes nothing that a repository's configuration names.</remarks>
internal sealed class ProductWorkTree(GitCommand git)
{
    private const int NamedFiles = 10;

    /// <summary>Throws when tracked files differ from a commit.</summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task DemandCleanAsync(ProductRef product, HubPlaces places, string head, CancellationToken cancellationToken)
    {
        var tree = Place(product, places);
        string[] options = ["--name-only", "-z", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
        var working = await git.RunCheckedAsync(tree, ["diff", .. options, head, "--"], cancellationToken);
        var staged = await git.RunCheckedAsync(tree, ["diff", "--cached", .. options, head, "--"], cancellationToken);
        var files = working.Entries.Union(staged.Entries).Order(StringComparer.Ordinal).ToList();
        if (files.Count > 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"'{product.Repository}' has changes that are not committed: {List(files)}.",
                $"Commit or stash them. Run: git -C '{product.Repository}' status");
        }
    }

    /// <summary>True when the product's branch is checked out.</summary>
    public async Task<bool> FollowsAsync(ProductRef product, HubPlaces places, CancellationToken cancellationToken)
    {
        var head = await git.TryRunAsync(places.Repository, ["symbolic-ref", "--quiet", "HEAD"], cancellationToken);
        return head.ExitCode == 0 && head.Text == "refs/heads/" + product.Branch;
    }

    /// <summary>Brings the files from one commit to another; files with changes of their own stop it before anything is written.</summary>
    /// <exception cref="FactoryException"><c>repository.dirty</c>.</exception>
    public async Task MoveAsync(ProductRef product, HubPlaces places, string from, string to, CancellationToken cancellationToken)
    {
        var tree = Place(product, places);
        await git.TryRunAsync(tree, ["update-index", "-q", "--refresh"], cancellationToken);
        var result = await git.TryRunAsync(tree, ["read-tree", "-m", "-u", from, to], cancellationToken);
        if (result.ExitCode != 0)
        {
            throw new FactoryException(
                ErrorCodes.RepositoryDirty,
                $"The change cannot be merged into {product.Branch}: '{product.Repository}' has uncommitted work in the same files. {result.Error.Trim()}",
                $"Commit, stash or move it, then retry. Run: git -C '{product.Repository}' status",
                retryable: true);
        }
    }

    /// <summary>Names the first few of many files.</summary>
    public static string List(IReadOnlyList<string> files) =>
        string.Join(", ", files.Take(NamedFiles)) + (files.Count > NamedFiles ? $" and {files.Count - NamedFiles} more" : "");

    // The hub's configuration with the repository's own index and files: its filters and monitors are not known here.
    private static GitPlace Place(ProductRef product, HubPlaces places) =>
        places.Hub with { WorkTree = product.Repository, IndexFile = Path.Combine(places.Repository.GitDir, "index") };
}
