using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Builds;

/// <summary>Writes the files of a commit to a folder, without history and without running hooks or filters.</summary>
internal sealed class ProductCheckout(GitCommand git, MirrorRepository mirror)
{
    /// <summary>Returns the hash of a commit's tree.</summary>
    /// <exception cref="FactoryException"><c>git.failed</c>: there is no such commit.</exception>
    public async Task<string> ResolveTreeAsync(ProductRef product, string commit, CancellationToken cancellationToken) =>
        CommitHash.IsValid(commit)
            ? await git.RunAsync((await mirror.OpenAsync(product)).Mirror, ["rev-parse", "--verify", commit + "^{tree}"], cancellationToken)
            : throw new FactoryException(ErrorCodes.GitFailed, $"'{CommitHash.Abbreviate(commit)}' is not the full hash of a commit.");

    /// <summary>Replaces the contents of a folder with the files of a tree.</summary>
    public async Task WriteAsync(ProductRef product, string tree, string folder, CancellationToken cancellationToken)
    {
        await UntrustedDirectory.DeleteAsync(folder, cancellationToken);
        Directory.CreateDirectory(folder);

        // A separate index: concurrent checkouts of other trees use the same mirror.
        var index = folder + ".index";
        try
        {
            var context = (await mirror.OpenAsync(product)).Mirror with { WorkTree = folder, IndexFile = index };
            await git.RunAsync(context, ["read-tree", tree], cancellationToken);
            await git.RunAsync(context, ["checkout-index", "--all", "--quiet"], cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }
}
