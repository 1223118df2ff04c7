using Factory.Contracts.Tasks;
using Factory.Domain.Repositories;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// The repositories of products: new ones under <c>products/NAME/repository</c>, registered ones at their own path.
/// </summary>
internal sealed class ProductRepositories(
    MirrorRepository mirror,
    ProductRegistry registry,
    ProductRepositoryFactory factory,
    RepositoryInspector inspector,
    RepositoryContentValidator content,
    ProductMerge merge,
    KeyedLocks locks) : IProductRepositories
{
    private const string RegistryLockKey = "registry";

    /// <inheritdoc/>
    public async Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLockKey, cancellationToken);
        if (registry.Find(id, null) is { } known)
        {
            return known;
        }

        var free = registry.Reserve(name);
        var folder = await factory.CreateAsync(free, cancellationToken);

        // Last: product.json is what makes the repository known, so a crash before it leaves nothing that is used.
        return registry.Save(free, new ProductRecord(id, folder, ProductRepositoryFactory.DefaultBranch));
    }

    /// <inheritdoc/>
    public async Task<ProductRef> RegisterAsync(ProductId id, string path, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLockKey, cancellationToken);
        var (top, branch) = await inspector.InspectAsync(path, cancellationToken);
        var known = registry.Find(id, top);
        var product = known is not null
            ? known with { Repository = top, Branch = branch }
            : new ProductRef(id, registry.Reserve(Path.GetFileName(top)), top, branch);
        await content.EnsureSupportedAsync(
            path,
            product,
            await mirror.OpenAsync(product),
            await mirror.GetHeadAsync(product, cancellationToken),
            cancellationToken);
        return registry.Save(product.Name, new ProductRecord(product.Id, top, branch));
    }

    /// <inheritdoc/>
    public async Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(product.Repository, cancellationToken);
        return await merge.MergeAsync(product, await mirror.OpenAsync(product), commit, message, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken) =>
        mirror.GetHeadAsync(product, cancellationToken);
}
