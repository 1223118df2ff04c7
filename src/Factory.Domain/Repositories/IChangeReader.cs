using Factory.Contracts.Tasks;

namespace Factory.Domain.Repositories;

/// <summary>Reads what a change does to a product, for people. Safe beside a running silo: nothing is written.</summary>
public interface IChangeReader
{
    /// <summary>The difference between two commits of a product as a unified diff; untrusted text.</summary>
    /// <param name="product">The product.</param>
    /// <param name="baseCommit">Full hash of the commit that the change is based on.</param>
    /// <param name="commit">Full hash of the change's commit.</param>
    /// <param name="cancellationToken">Kills git.</param>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>: a commit is not there any more.
    /// </exception>
    Task<string> ReadDiffAsync(ProductRef product, string baseCommit, string commit, CancellationToken cancellationToken);
}
