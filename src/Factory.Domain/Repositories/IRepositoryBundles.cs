namespace Factory.Domain.Repositories;

/// <summary>A product's whole history as one file, and back.</summary>
public interface IRepositoryBundles
{
    /// <summary>Writes every reference and what it reaches. The repository may be in use: a reference is saved as it was at some moment of the call.</summary>
    /// <param name="repository">The repository's top folder.</param>
    /// <param name="label">What messages call it.</param>
    /// <param name="file">Full path; must not be there yet.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    Task SaveAsync(string repository, string label, string file, CancellationToken cancellationToken);

    /// <summary>Makes a repository with a work tree from such a file. Every object is checked.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="label">What messages call it.</param>
    /// <param name="folder">Full path; must not be there yet.</param>
    /// <param name="branch">The branch to check out.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    Task LoadAsync(string file, string label, string folder, string branch, CancellationToken cancellationToken);
}
