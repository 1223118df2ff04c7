using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Validates the files of a repository that is about to be registered.</summary>
internal sealed class RepositoryContentValidator(GitCommand git, ProductWorkTree workTree)
{
    /// <summary>The number of files that a commit may contain.</summary>
    /// <value>200,000 files.</value>
    public const int MaxFiles = 200_000;

    /// <summary>The size of all files of a commit. Limited because every attempt receives its own checkout.</summary>
    /// <value>4 GiB, in bytes.</value>
    public const long MaxBytes = 4L * 1024 * 1024 * 1024;

    private const string Submodule = "160000";

    /// <summary>Throws when there are uncommitted changes, or files that agents cannot work on.</summary>
    /// <param name="path">The repository's path as the operator entered it, for messages.</param>
    /// <param name="product">The product.</param>
    /// <param name="mirrorPaths">The product's git folders.</param>
    /// <param name="commit">The commit of its branch.</param>
    /// <param name="cancellationToken">Ends the operation.</param>
    /// <exception cref="FactoryException"><c>repository.invalid</c> or <c>repository.dirty</c>.</exception>
    public async Task EnsureSupportedAsync(
        string path,
        ProductRef product,
        MirrorPaths mirrorPaths,
        string commit,
        CancellationToken cancellationToken)
    {
        await workTree.EnsureCleanAsync(product, mirrorPaths, commit, cancellationToken);
        var listing = await git.RunCheckedAsync(mirrorPaths.Mirror, ["ls-tree", "-r", "-l", "-z", commit], cancellationToken);
        var entries = listing.Entries.Select(Parse).ToList();
        if (entries.Where(e => e.Mode == Submodule).Select(e => e.Path).ToList() is { Count: > 0 } submodules)
        {
            throw Invalid(
                $"'{path}' has submodules: {ProductWorkTree.FormatFiles(submodules)}. Agents would find empty folders instead.",
                "Give the path of the submodule itself, or of a repository without submodules.");
        }

        // Invalid bytes were decoded to U+FFFD. .NET cannot open such files, so no tool of an agent could read them.
        if (entries.Where(e => e.Path.Contains('\uFFFD', StringComparison.Ordinal)).Select(e => e.Path).ToList() is { Count: > 0 } names)
        {
            throw Invalid(
                $"'{path}' has file names that are not valid UTF-8: {ProductWorkTree.FormatFiles(names)}.",
                "Rename them with git mv and commit.");
        }

        var bytes = entries.Sum(e => e.Bytes);
        if (entries.Count > MaxFiles || bytes > MaxBytes)
        {
            throw Invalid(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{path}' has {entries.Count:N0} files with {bytes / (1024 * 1024):N0} MiB; at most {MaxFiles:N0} files with " +
                    $"{MaxBytes / (1024 * 1024):N0} MiB are supported, because every attempt works on its own checkout."),
                "Move large files out of the repository (git-lfs keeps pointers instead), or give a smaller repository.");
        }
    }

    // A line is "100644 blob HASH    SIZE\tPATH"; the size of a submodule is "-".
    private static (string Mode, long Bytes, string Path) Parse(string entry)
    {
        var tab = entry.IndexOf('\t', StringComparison.Ordinal);
        var fields = entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (fields[0],
            long.TryParse(fields[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0,
            entry[(tab + 1)..]);
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
