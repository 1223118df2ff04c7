using Factory.Contracts.Errors;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Validates the files that are committed from an agent's working copy. The messages name what is wrong, so that the
/// agent can correct it.
/// </summary>
internal static class StagingValidator
{
    /// <summary>The size of one file.</summary>
    /// <value>20 MiB, in bytes.</value>
    public const long MaxFileBytes = 20 * 1024 * 1024;

    /// <summary>The size of all new and changed files together.</summary>
    /// <value>100 MiB, in bytes.</value>
    public const long MaxTotalBytes = 100 * 1024 * 1024;

    /// <summary>The number of new and changed files.</summary>
    /// <value>5,000 files.</value>
    public const int MaxFiles = 5_000;

    /// <summary>Throws when git must not stage these files.</summary>
    /// <param name="folder">Full path of the working copy.</param>
    /// <param name="paths">Relative paths as printed by <c>git ls-files</c>.</param>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>.</exception>
    public static void EnsureStageable(string folder, IReadOnlyCollection<string> paths)
    {
        if (paths.Count > MaxFiles)
        {
            throw Rejected(
                $"The change has {paths.Count} new or changed files; at most {MaxFiles} are allowed.",
                "Add build outputs and packages to .gitignore.");
        }

        if (EmbeddedRepositories.Find(folder, paths) is { } embedded)
        {
            throw Rejected(
                $"The folder {embedded} has the layout of a git repository.",
                "Delete it: git would read its configuration, which can run programs. Submodules are not supported.");
        }

        long total = 0;
        foreach (var path in paths)
        {
            if (FindViolation(folder, path) is { } violation)
            {
                throw Rejected(violation.Message, violation.Hint);
            }

            total += LengthOf(folder, path);
        }

        if (total > MaxTotalBytes)
        {
            throw Rejected(
                $"The new and changed files have {total} bytes in total; at most {MaxTotalBytes} are allowed.",
                "Add build outputs and packages to .gitignore.");
        }
    }

    /// <summary>Returns the rule that a path violates, and the fix; null for none.</summary>
    /// <param name="folder">Full path of the working copy.</param>
    /// <param name="path">A relative path as printed by <c>git ls-files</c>.</param>
    public static (string Message, string Hint)? FindViolation(string folder, string path)
    {
        // ls-files prints a folder only when it contains a repository; git would record it as a submodule without its
        // files.
        if (path.EndsWith('/'))
        {
            return (
                $"The folder {path} is a separate git repository.",
                $"Delete {path}.git or the whole folder; submodules are not supported.");
        }

        if (path.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return ($"The name of {path} is not valid UTF-8.", "Rename the file.");
        }

        if (new FileInfo(Path.Combine(folder, path)).LinkTarget is { } target && LeavesFolder(folder, path, target))
        {
            return (
                $"{path} is a link to {target}, which is outside of the product.",
                "Replace it with a copy of its target, or link to a file of the product by a relative path.");
        }

        return LengthOf(folder, path) is > MaxFileBytes and var length
            ? ($"{path} has {length} bytes; at most {MaxFileBytes} are allowed.", "Delete it, make it smaller or add it to .gitignore.")
            : null;
    }

    /// <summary>Returns the length of a file in bytes; 0 for links and for files that are gone.</summary>
    /// <param name="folder">Full path of the working copy.</param>
    /// <param name="path">A relative path.</param>
    public static long LengthOf(string folder, string path)
    {
        var file = new FileInfo(Path.Combine(folder, path));
        return file.LinkTarget is null && file.Exists ? file.Length : 0;
    }

    // An absolute target is valid in this working copy at best. In the product's repository and in its builds it would
    // name a path of the host.
    private static bool LeavesFolder(string folder, string path, string target)
    {
        if (target.StartsWith('/'))
        {
            return true;
        }

        try
        {
            new WorkingCopyRoot(folder).Resolve(path);
            return false;
        }
        catch (WorkingFolderException)
        {
            return true;
        }
    }

    /// <summary>Creates the exception for files that are not accepted.</summary>
    public static FactoryException Rejected(string message, string hint) => new(ErrorCodes.ArtifactMalformed, message, hint);
}
