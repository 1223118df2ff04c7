using System.Collections.Concurrent;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// The factory's own bare git folder for each product: <c>products/NAME/mirror.git</c>. It borrows the objects of the
/// product's repository and has a configuration that only the factory writes. All commands that process content (stage,
/// merge, compare, check out) run here, so that no driver, filter or hook of the product's repository or of an agent's
/// clone is ever executed.
/// </summary>
internal sealed class MirrorRepository(GitCommand git, FactoryPaths paths)
{
    // Lazy, so that concurrent first calls create the mirror once. It is checked once per silo, which saves three git
    // processes per operation.
    private readonly ConcurrentDictionary<string, Lazy<Task<MirrorPaths>>> _opened = new(StringComparer.Ordinal);

    /// <summary>Returns the mirror of a product, and creates it when it does not exist.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c> or
    /// <c>repository.invalid</c>.</exception>
    public async Task<MirrorPaths> OpenAsync(ProductRef product)
    {
        var opening = _opened.GetOrAdd(Key(product), _ => new Lazy<Task<MirrorPaths>>(() => CreateAsync(product)));
        try
        {
            return await opening.Value;
        }
        catch
        {
            // A failure is not remembered: the operator may repair the repository. Only this entry is removed, since
            // another call may have replaced it.
            _opened.TryRemove(KeyValuePair.Create(Key(product), opening));
            throw;
        }
    }

    /// <summary>Full path of a product's mirror, which need not exist yet.</summary>
    public static string FolderOf(FactoryPaths paths, ProductRef product) => Path.Combine(paths.Product(product.Name), "mirror.git");

    /// <summary>Returns the full hash of the commit that a product's branch points to.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>git.failed</c>: there is no such
    /// branch.</exception>
    public async Task<string> GetHeadAsync(ProductRef product, CancellationToken cancellationToken) => await git.RunAsync(
        (await OpenAsync(product)).Repository,
        ["rev-parse", "--verify", $"refs/heads/{product.Branch}^{{commit}}"],
        cancellationToken);

    /// <summary>
    /// Returns the commit at which a change left the product's branch. A later attempt starts from an earlier one's
    /// commit: compared with that, what the earlier one did would not be seen.
    /// </summary>
    /// <param name="product">The product.</param>
    /// <param name="commit">Full hash of the change's commit.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <returns>Full hash; null when the two have no common history.</returns>
    public async Task<string?> FindForkPointAsync(ProductRef product, string commit, CancellationToken cancellationToken)
    {
        var head = await GetHeadAsync(product, cancellationToken);
        var found = await git.TryRunAsync(
            (await OpenAsync(product)).Mirror,
            ["merge-base", head, commit],
            cancellationToken);
        return found.ExitCode == 0 ? found.Text.Split('\n')[0] : null;
    }

    private static string Key(ProductRef product) => product.Name + "\0" + product.Repository;

    private async Task<MirrorPaths> CreateAsync(ProductRef product)
    {
        var repository = new GitContext(await FindGitDirAsync(product), product.Name);
        var objects = await ResolveObjectFolderAsync(repository);
        var format = await git.RunAsync(repository, ["rev-parse", "--show-object-format"], CancellationToken.None);

        // Checked again and not only at registration: the folder becomes readable for agents, and the repository may
        // have changed since.
        RepositoryLayoutValidator.EnsureOwnObjects(product.Repository, Path.GetDirectoryName(objects)!);
        var mirror = FolderOf(paths, product);
        if (!File.Exists(Path.Combine(mirror, "HEAD")))
        {
            Directory.CreateDirectory(mirror);
            await git.InitAsync(
                mirror,
                product.Name,
                ["--bare", "--object-format=" + format, "--initial-branch=factory-mirror"],
                CancellationToken.None);
        }

        Directory.CreateDirectory(Path.Combine(mirror, "objects", "info"));
        await File.WriteAllTextAsync(Path.Combine(mirror, "objects", "info", "alternates"), objects + "\n");
        return new MirrorPaths(repository, new GitContext(mirror, product.Name), objects, format, [objects]);
    }

    private async Task<string> FindGitDirAsync(ProductRef product)
    {
        var result = await git.TryDiscoverAsync(product.Repository, ["rev-parse", "--absolute-git-dir"], CancellationToken.None);
        return result.ExitCode == 0 ? result.Text : throw GitCommand.Failed("rev-parse", product.Name, result);
    }

    private async Task<string> ResolveObjectFolderAsync(GitContext repository) =>
        Path.GetFullPath(await git.RunAsync(repository, ["rev-parse", "--git-path", "objects"], CancellationToken.None), repository.GitDir);
}

/// <summary>The git folders of a product.</summary>
/// <param name="Repository">The product's repository. Commands only read and move its references.</param>
/// <param name="Mirror">The factory's own git folder, which can read all objects of the product.</param>
/// <param name="ObjectFolder">Full path of the repository's object folder.</param>
/// <param name="ObjectFormat"><c>sha1</c> or <c>sha256</c>.</param>
/// <param name="ObjectFolders">Full paths of all folders that must be readable in order to read the product's
/// objects.</param>
internal sealed record MirrorPaths(
    GitContext Repository,
    GitContext Mirror,
    string ObjectFolder,
    string ObjectFormat,
    IReadOnlyList<string> ObjectFolders);
