using Factory.Domain.Repositories;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <inheritdoc/>
/// <remarks>The bundle is made from a copy that was fetched: in a product's own repository nothing runs but what <see cref="GitSettings"/> allows there.</remarks>
internal sealed class RepositoryBundles(GitCommand git) : IRepositoryBundles
{
    private const string AllRefs = "+refs/*:refs/*";

    /// <inheritdoc/>
    public async Task SaveAsync(string repository, string label, string file, CancellationToken cancellationToken)
    {
        var copy = file + ".git";
        try
        {
            Directory.CreateDirectory(copy);
            await git.InitAsync(copy, label, ["--bare", "--object-format=" + await ReadObjectFormatAsync(repository, label, cancellationToken)], cancellationToken);
            var place = new GitContext(copy, label);
            await git.RunAsync(place, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", repository, AllRefs], cancellationToken);
            await git.RunAsync(place, ["bundle", "create", "--quiet", file, "--all"], cancellationToken);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <inheritdoc/>
    public async Task LoadAsync(string file, string label, string folder, string branch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var heads = await git.TryDiscoverAsync(folder, ["bundle", "list-heads", file], cancellationToken);
        var format = heads.Text.Split(' ', 2)[0].Length > 40 ? "sha256" : "sha1";
        await git.InitAsync(folder, label, ["--object-format=" + format, "--initial-branch=" + branch], cancellationToken);
        var place = new GitContext(Path.Combine(folder, ".git"), label) { WorkTree = folder };
        await git.RunAsync(place, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-head-ok", file, AllRefs], cancellationToken);
        await git.RunAsync(place, ["read-tree", "HEAD"], cancellationToken);
        await git.RunAsync(place, ["checkout-index", "--all", "--quiet"], cancellationToken);
    }

    private async Task<string> ReadObjectFormatAsync(string repository, string label, CancellationToken cancellationToken)
    {
        var format = await git.TryDiscoverAsync(repository, ["rev-parse", "--show-object-format"], cancellationToken);
        return format.ExitCode == 0 ? format.Text : throw GitCommand.Failed("rev-parse", label, format);
    }
}
