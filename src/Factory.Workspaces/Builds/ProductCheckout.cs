using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Builds;

/// <summary>Writes a tree's files into a folder: no hooks, no filters, no history.</summary>
internal sealed class ProductCheckout(GitCommand git)
{
    /// <summary>Writes the files; what is in the folder goes first.</summary>
    public async Task WriteAsync(MirrorPaths places, string tree, string folder, CancellationToken cancellationToken)
    {
        await UntrustedDirectory.DeleteAsync(folder, cancellationToken);
        Directory.CreateDirectory(folder);
        var index = folder + ".index";
        try
        {
            var place = places.Mirror with { WorkTree = folder, IndexFile = index };
            await git.RunAsync(place, ["read-tree", tree], cancellationToken);
            await git.RunAsync(place, ["checkout-index", "--all", "--quiet"], cancellationToken);
        }
        finally
        {
            File.Delete(index);
        }
    }
}
