using Factory.Contracts.Tasks;

namespace Factory.Domain.Builds;

/// <summary>
/// Builds of products, stored by the git tree that they were built from: what the evidence tested is byte for byte what
/// is deployed, and no tree is built twice.
/// </summary>
public interface IProductBuilds
{
    /// <summary>The build of a commit's tree: the stored one, or a new one.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>deploy.failed</c> when it does not
    /// build.</exception>
    Task<ProductBuild> GetAsync(ProductRef product, string commit, CancellationToken cancellationToken);

    /// <summary>
    /// Full path of the folder in which a build runs as a program: a copy that the program may write to, the same for
    /// each call. The build itself never changes after it was made.
    /// </summary>
    Task<string> CreateRunCopyAsync(ProductBuild build, CancellationToken cancellationToken);
}

/// <summary>A built product.</summary>
/// <param name="Folder">Full path of the folder with source and build outputs.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Tree">The commit's tree.</param>
/// <param name="Manifest">How to serve it.</param>
public sealed record ProductBuild(string Folder, string Commit, string Tree, ProductManifest Manifest);
