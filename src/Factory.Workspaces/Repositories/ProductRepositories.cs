using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Products' repositories: new ones under <c>products/NAME/repository</c>, adopted ones where they are.</summary>
internal sealed class ProductRepositories(
    GitCommand git,
    MirrorRepository hub,
    ProductRegistry registry,
    RepositoryInspector inspector,
    RepositoryContent content,
    ProductWorkTree workTree,
    ProductMerge merge,
    RepositoryLocks locks,
    FactoryPaths paths) : IProductRepositories
{
    private const string RegistryLock = "registry";
    private const string NewBranch = "main";

    /// <inheritdoc/>
    public async Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLock, cancellationToken);
        if (registry.Find(id, null) is { } known)
        {
            return known;
        }

        var free = registry.Reserve(name);
        var folder = Path.Combine(paths.Product(free), "repository");
        await FillAsync(folder, free, cancellationToken);
        return registry.Save(free, new ProductRecord(id, folder, NewBranch));
    }

    /// <inheritdoc/>
    public async Task<ProductRef> AdoptAsync(ProductId id, string path, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLock, cancellationToken);
        var (top, branch) = await inspector.InspectAsync(path, cancellationToken);
        DemandForeign(top, path);
        var known = registry.Find(id, top);
        var product = known is not null
            ? known with { Repository = top, Branch = branch }
            : new ProductRef(id, registry.Reserve(Path.GetFileName(top)), top, branch);
        var places = await hub.OpenAsync(product);
        var head = await HeadAsync(product, places, cancellationToken);
        await workTree.DemandCleanAsync(product, places, head, cancellationToken);
        await content.DemandAsync(path, places, head, cancellationToken);
        return registry.Save(product.Name, new ProductRecord(product.Id, top, branch));
    }

    /// <inheritdoc/>
    public async Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(product.Repository, cancellationToken);
        return await merge.MergeAsync(product, await hub.OpenAsync(product), commit, message, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken) =>
        await HeadAsync(product, await hub.OpenAsync(product), cancellationToken);

    private Task<string> HeadAsync(ProductRef product, MirrorPaths places, CancellationToken cancellationToken) =>
        git.RunAsync(places.Repository, ["rev-parse", "--verify", $"refs/heads/{product.Branch}^{{commit}}"], cancellationToken);

    // Working copies belong to agents and products' own repositories are known already: neither may come in as somebody's repository.
    private void DemandForeign(string top, string path)
    {
        var work = Path.GetFullPath(paths.WorkingCopies);
        if ((top + Path.DirectorySeparatorChar).StartsWith(work + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new FactoryException(ErrorCodes.RepositoryInvalid, $"'{path}' is an agent's working copy.", "Give the path of the product's own repository.");
        }
    }

    // A folder left half made by a crash is simply made again: nobody knows of it before product.json says so.
    private async Task FillAsync(string folder, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), $"# {name}\n", cancellationToken);
        var place = new GitContext(Path.Combine(folder, ".git"), name) { WorkTree = folder };
        await git.InitAsync(folder, name, ["--initial-branch=" + NewBranch], cancellationToken);
        await git.RunAsync(place, ["add", "--all"], cancellationToken);
        await git.RunAsync(place, ["commit", "--quiet", "--message", $"Start {name}"], cancellationToken);
    }
}
