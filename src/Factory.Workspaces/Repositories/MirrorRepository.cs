using System.Collections.Concurrent;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>
/// The factory's own bare git folder beside a product: <c>products/NAME/mirror.git</c>. It borrows the product's objects and has a configuration that only the
/// factory writes. Everything that looks at content (stage, merge, compare, check out) runs here, so that no driver, filter or hook of the product's
/// repository, which may be somebody's old one, and none of an agent's clone is ever executed.
/// </summary>
internal sealed class MirrorRepository(GitCommand git, FactoryPaths paths)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<MirrorPaths>>> _opened = new(StringComparer.Ordinal);

    /// <summary>The mirror of a product, made when it is not there.</summary>
    public async Task<MirrorPaths> OpenAsync(ProductRef product)
    {
        var opening = _opened.GetOrAdd(Key(product), _ => new Lazy<Task<MirrorPaths>>(() => CreateAsync(product)));
        try
        {
            return await opening.Value;
        }
        catch
        {
            _opened.TryRemove(KeyValuePair.Create(Key(product), opening));
            throw;
        }
    }

    private static string Key(ProductRef product) => product.Name + "\0" + product.Repository;

    private async Task<MirrorPaths> CreateAsync(ProductRef product)
    {
        var repository = new GitContext(await FindGitDirAsync(product), product.Name);
        var objects = await ResolveObjectFolderAsync(repository);
        var format = await git.RunAsync(repository, ["rev-parse", "--show-object-format"], CancellationToken.None);

        // Looked at again, not only when it was adopted: what is named here becomes readable for agents.
        RepositoryLayoutValidator.EnsureOwnObjects(product.Repository, Path.GetDirectoryName(objects)!);
        var hub = Path.Combine(paths.Product(product.Name), "mirror.git");
        if (!File.Exists(Path.Combine(hub, "HEAD")))
        {
            Directory.CreateDirectory(hub);
            await git.InitAsync(hub, product.Name, ["--bare", "--object-format=" + format, "--initial-branch=factory-mirror"], CancellationToken.None);
        }

        Directory.CreateDirectory(Path.Combine(hub, "objects", "info"));
        await File.WriteAllTextAsync(Path.Combine(hub, "objects", "info", "alternates"), objects + "\n");
        return new MirrorPaths(repository, new GitContext(hub, product.Name), objects, format, [objects]);
    }

    private async Task<string> FindGitDirAsync(ProductRef product)
    {
        var result = await git.TryDiscoverAsync(product.Repository, ["rev-parse", "--absolute-git-dir"], CancellationToken.None);
        return result.ExitCode == 0 ? result.Text : throw GitCommand.Failed("rev-parse", product.Name, result);
    }

    private async Task<string> ResolveObjectFolderAsync(GitContext repository) =>
        Path.GetFullPath(await git.RunAsync(repository, ["rev-parse", "--git-path", "objects"], CancellationToken.None), repository.GitDir);
}

/// <summary>Where a product's git things are.</summary>
/// <param name="Repository">The product's repository. Only references are read and moved here.</param>
/// <param name="Mirror">The factory's own git folder, with all of the product's objects.</param>
/// <param name="ObjectFolder">The product's object folder.</param>
/// <param name="ObjectFormat"><c>sha1</c> or <c>sha256</c>.</param>
/// <param name="ObjectFolders">All folders that must be readable to read the product's objects.</param>
internal sealed record MirrorPaths(GitContext Repository, GitContext Mirror, string ObjectFolder, string ObjectFormat, IReadOnlyList<string> ObjectFolders);
