using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Products' repositories: new ones under <c>products/NAME/repository</c>, adopted ones where they are.</summary>
internal sealed class ProductRepositories(
    GitCommand git,
    MirrorRepository mirror,
    ProductRegistry registry,
    RepositoryInspector inspector,
    RepositoryContentValidator content,
    ProductWorkTree workTree,
    ProductMerge merge,
    KeyedLocks locks,
    FactoryPaths paths) : IProductRepositories
{
    private const string RegistryLockKey = "registry";
    private const string DefaultBranch = "main";

    /// <inheritdoc/>
    public async Task<ProductRef> CreateAsync(ProductId id, string name, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLockKey, cancellationToken);
        if (registry.Find(id, null) is { } known)
        {
            return known;
        }

        var free = registry.Reserve(name);
        var folder = Path.Combine(paths.Product(free), "repository");
        await InitializeAsync(folder, free, cancellationToken);
        return registry.Save(free, new ProductRecord(id, folder, DefaultBranch));
    }

    /// <inheritdoc/>
    public async Task<ProductRef> RegisterAsync(ProductId id, string path, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(RegistryLockKey, cancellationToken);
        var (top, branch) = await inspector.InspectAsync(path, cancellationToken);
        EnsureNotWorkingCopy(top, path);
        var known = registry.Find(id, top);
        var product = known is not null
            ? known with { Repository = top, Branch = branch }
            : new ProductRef(id, registry.Reserve(Path.GetFileName(top)), top, branch);
        var places = await mirror.OpenAsync(product);
        var head = await ResolveHeadAsync(product, places, cancellationToken);
        await workTree.EnsureCleanAsync(product, places, head, cancellationToken);
        await content.EnsureSupportedAsync(path, places, head, cancellationToken);
        return registry.Save(product.Name, new ProductRecord(product.Id, top, branch));
    }

    /// <inheritdoc/>
    public async Task<string> MergeAsync(ProductRef product, string commit, string message, CancellationToken cancellationToken)
    {
        using var _ = await locks.AcquireAsync(product.Repository, cancellationToken);
        return await merge.MergeAsync(product, await mirror.OpenAsync(product), commit, message, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken) =>
        await ResolveHeadAsync(product, await mirror.OpenAsync(product), cancellationToken);

    private Task<string> ResolveHeadAsync(ProductRef product, MirrorPaths places, CancellationToken cancellationToken) =>
        git.RunAsync(places.Repository, ["rev-parse", "--verify", $"refs/heads/{product.Branch}^{{commit}}"], cancellationToken);

    // Working copies belong to agents and products' own repositories are known already: neither may come in as somebody's repository.
    private void EnsureNotWorkingCopy(string top, string path)
    {
        var work = Path.GetFullPath(paths.WorkingCopies);
        if ((top + Path.DirectorySeparatorChar).StartsWith(work + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new FactoryException(ErrorCodes.RepositoryInvalid, $"'{path}' is an agent's working copy.", "Give the path of the product's own repository.");
        }
    }

    // A folder left half made by a crash is simply made again: nobody knows of it before product.json says so.
    private async Task InitializeAsync(string folder, string name, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), $"# {name}\n", cancellationToken);
        var place = new GitContext(Path.Combine(folder, ".git"), name) { WorkTree = folder };
        await git.InitAsync(folder, name, ["--initial-branch=" + DefaultBranch], cancellationToken);
        await git.RunAsync(place, ["add", "--all"], cancellationToken);
        await git.RunAsync(place, ["commit", "--quiet", "--message", $"Start {name}"], cancellationToken);
    }
}
