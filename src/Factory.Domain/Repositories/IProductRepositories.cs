using Factory.Contracts.Tasks;

namespace Factory.Domain.Repositories;

/// <summary>The repositories of products. Agents never touch them: they work in shared clones, and the factory takes commits by fetch.</summary>
public interface IProductRepositories
{
    /// <summary>Makes a repository for a new product, with a first commit on <c>main</c>; an existing one of this id is returned as it is.</summary>
    /// <param name="name">Short name: lower case letters, digits, dashes.</param>
    Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken);

    /// <summary>Takes an existing repository into use.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>repository.invalid</c> or <c>repository.dirty</c>.</exception>
    Task<ProductRef> RegisterAsync(ProductId id, string path, CancellationToken cancellationToken);

    /// <summary>Merges a taken commit into the product's branch; a commit that is already merged is a success.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>merge.conflict</c> or <c>git.failed</c>.</exception>
    /// <returns>The branch's commit afterwards.</returns>
    Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken);

    /// <summary>The branch's commit now.</summary>
    Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken);
}
