using System.Globalization;
using Factory.Contracts.Errors;
using Factory.Workspaces.Git;

namespace Factory.Workspaces.Repositories;

/// <summary>Whether the files of a commit are something that agents can work on.</summary>
internal sealed class RepositoryContentValidator(GitCommand git)
{
    /// <value>200,000 files.</value>
    public const int MaxFiles = 200_000;

    /// <value>4 GiB in all files of the commit together: every attempt gets a checkout.</value>
    public const long MaxBytes = 4L * 1024 * 1024 * 1024;

    private const string Submodule = "160000";

    /// <summary>Throws unless they are.</summary>
    /// <exception cref="FactoryException"><c>repository.invalid</c>.</exception>
    public async Task EnsureSupportedAsync(string path, MirrorPaths places, string commit, CancellationToken cancellationToken)
    {
        var listing = await git.RunCheckedAsync(places.Mirror, ["ls-tree", "-r", "-l", "-z", commit], cancellationToken);
        var entries = listing.Entries.Select(Parse).ToList();
        if (entries.Where(e => e.Mode == Submodule).Select(e => e.Path).ToList() is { Count: > 0 } submodules)
        {
            throw Invalid(
                $"'{path}' has submodules: {ProductWorkTree.FormatFiles(submodules)}. Agents would find empty folders in their place.",
                "Give the path of the submodule itself, or of a repository that holds its files on its own.");
        }

        if (entries.Where(e => e.Path.Contains('\uFFFD', StringComparison.Ordinal)).Select(e => e.Path).ToList() is { Count: > 0 } names)
        {
            throw Invalid($"'{path}' has file names that are not valid UTF-8: {ProductWorkTree.FormatFiles(names)}.", "Rename them with git mv and commit.");
        }

        var bytes = entries.Sum(e => e.Bytes);
        if (entries.Count > MaxFiles || bytes > MaxBytes)
        {
            throw Invalid(
                string.Create(CultureInfo.InvariantCulture, $"'{path}' has {entries.Count:N0} files with {bytes / (1024 * 1024):N0} MiB; at most {MaxFiles:N0} files with {MaxBytes / (1024 * 1024):N0} MiB are taken, because every attempt works on a checkout of its own."),
                "Move large files out of the repository (git-lfs keeps pointers in their place), or give a smaller repository.");
        }
    }

    // "100644 blob NAME    SIZE\tPATH"; a submodule's size is "-".
    private static (string Mode, long Bytes, string Path) Parse(string entry)
    {
        var tab = entry.IndexOf('\t', StringComparison.Ordinal);
        var fields = entry[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (fields[0], long.TryParse(fields[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0, entry[(tab + 1)..]);
    }

    private static FactoryException Invalid(string message, string hint) => new(ErrorCodes.RepositoryInvalid, message, hint);
}
