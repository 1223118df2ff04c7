using Factory.Contracts.Tasks;

namespace Factory.Domain.Builds;

/// <summary>
/// Built products, kept by the git tree they were built from: what the evidence tested is byte for byte what gets deployed, and nothing is built twice.
/// </summary>
public interface IProductBuilds
{
    /// <summary>The build of this commit's tree: the kept one, or a new one.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>deploy.failed</c> when it does not build.</exception>
    Task<ProductBuild> GetAsync(ProductRef product, string commit, CancellationToken cancellationToken);

    /// <summary>
    /// The folder in which this build is run as a program: a copy that the program may write, the same each time. The build itself is never written again after
    /// it was made.
    /// </summary>
    Task<string> CreateRunCopyAsync(ProductBuild build, CancellationToken cancellationToken);
}

/// <summary>A built product.</summary>
/// <param name="Folder">Full path of the folder with source and build outputs.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Tree">The commit's tree.</param>
/// <param name="Manifest">How to serve it.</param>
public sealed record ProductBuild(string Folder, string Commit, string Tree, ProductManifest Manifest);
