using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;

namespace Factory.Silo.Tests.Support;

internal sealed class FakeRepositories(FactoryPaths paths) : IProductRepositories
{
    public List<string> Created { get; } = [];

    public Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken)
    {
        Created.Add(name);
        return Task.FromResult(new ProductRef(id, name, paths.Repository(name), "main"));
    }

    public Task<ProductRef> RegisterAsync(ProductId id, string path, CancellationToken cancellationToken) =>
        path.EndsWith("dirty", StringComparison.Ordinal)
            ? throw new FactoryException(ErrorCodes.RepositoryDirty, "It has changes that are not committed.", "Commit them.")
            : Task.FromResult(new ProductRef(id, Path.GetFileName(path), path, "main"));

    public Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken) => throw new NotSupportedException();
}
