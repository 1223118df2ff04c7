using Factory.Contracts.Tasks;

namespace Factory.Domain.Repositories;

/// <summary>
/// The repositories of products. Agents have no access to them: they work in shared clones, from which the factory
/// fetches commits.
/// </summary>
public interface IProductRepositories
{
    /// <summary>
    /// Creates a repository for a new product, with a first commit on <c>main</c>. Idempotent: the product of this id
    /// is returned if it exists.
    /// </summary>
    /// <param name="id">The product.</param>
    /// <param name="name">Short name: lower case letters, digits, dashes.</param>
    Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken);

    /// <summary>Registers an existing repository as a product.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>repository.invalid</c> or
    /// <c>repository.dirty</c>.</exception>
    Task<ProductRef> RegisterAsync(ProductId id, string path, CancellationToken cancellationToken);

    /// <summary>Merges a fetched commit into the product's branch. Idempotent: a merged commit is a success.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>merge.conflict</c> or
    /// <c>git.failed</c>.</exception>
    /// <returns>The branch's commit after the merge.</returns>
    Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken);

    /// <summary>The current commit of the product's branch.</summary>
    Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken);
}
