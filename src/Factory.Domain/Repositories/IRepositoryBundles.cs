namespace Factory.Domain.Repositories;

/// <summary>Writes a repository with its whole history to one file (a git bundle), and restores it.</summary>
public interface IRepositoryBundles
{
    /// <summary>
    /// Writes all references and their objects. The repository may be in use; each reference is saved as of some moment
    /// during the call.
    /// </summary>
    /// <param name="repository">The repository's top folder.</param>
    /// <param name="label">Its name in messages.</param>
    /// <param name="file">Full path; must not exist.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    Task SaveAsync(string repository, string label, string file, CancellationToken cancellationToken);

    /// <summary>Creates a repository with a work tree from a bundle. Every object is checked.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="label">Its name in messages.</param>
    /// <param name="folder">Full path; must not exist.</param>
    /// <param name="branch">The branch to check out.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>.</exception>
    Task LoadAsync(string file, string label, string folder, string branch, CancellationToken cancellationToken);
}
