using Factory.Domain.Repositories;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <inheritdoc/>
/// <remarks>
/// The bundle is created from a fetched copy, because <see cref="GitSettings"/> does not allow other commands in a
/// product's own repository.
/// </remarks>
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
            await git.InitAsync(
                copy,
                label,
                ["--bare", "--object-format=" + await ReadObjectFormatAsync(repository, label, cancellationToken)],
                cancellationToken);
            var context = new GitContext(copy, label);
            await git.RunAsync(context, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", repository, AllRefs], cancellationToken);
            await git.RunAsync(context, ["bundle", "create", "--quiet", file, "--all"], cancellationToken);
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

        // A bundle does not name its object format; the length of its hashes does: 40 digits for SHA-1, 64 for SHA-256.
        var format = heads.Text.Split(' ', 2)[0].Length > 40 ? "sha256" : "sha1";
        await git.InitAsync(folder, label, ["--object-format=" + format, "--initial-branch=" + branch], cancellationToken);
        var context = new GitContext(Path.Combine(folder, ".git"), label) { WorkTree = folder };
        await git.RunAsync(
            context,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--update-head-ok", file, AllRefs],
            cancellationToken);
        await git.RunAsync(context, ["read-tree", "HEAD"], cancellationToken);
        await git.RunAsync(context, ["checkout-index", "--all", "--quiet"], cancellationToken);
    }

    private async Task<string> ReadObjectFormatAsync(string repository, string label, CancellationToken cancellationToken)
    {
        var format = await git.TryDiscoverAsync(repository, ["rev-parse", "--show-object-format"], cancellationToken);
        return format.ExitCode == 0 ? format.Text : throw GitCommand.Failed("rev-parse", label, format);
    }
}
