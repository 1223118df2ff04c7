using Factory.Contracts.Errors;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>What may be taken out of an agent's working copy. What breaks a rule is named, so that the agent can put it right and submit again.</summary>
internal static class StagingValidator
{
    /// <value>20 MiB.</value>
    public const long MaxFileBytes = 20 * 1024 * 1024;

    /// <value>100 MiB, all new and changed files together.</value>
    public const long MaxTotalBytes = 100 * 1024 * 1024;

    /// <value>5,000 new and changed files.</value>
    public const int MaxFiles = 5_000;

    /// <summary>Checks the files that git would stage.</summary>
    /// <param name="folder">The working copy.</param>
    /// <param name="paths">Relative paths, as <c>git ls-files</c> prints them.</param>
    /// <exception cref="FactoryException"><c>artifact.malformed</c>.</exception>
    public static void EnsureStageable(string folder, IReadOnlyCollection<string> paths)
    {
        if (paths.Count > MaxFiles)
        {
            throw Rejected($"The change has {paths.Count} new or changed files; at most {MaxFiles} are taken.", "Add build outputs and packages to .gitignore.");
        }

        long total = 0;
        foreach (var path in paths)
        {
            if (path.EndsWith('/'))
            {
                throw Rejected($"The folder {path} is a git repository of its own.", $"Delete {path}.git or the whole folder; submodules are not taken.");
            }

            if (path.Contains('\uFFFD', StringComparison.Ordinal))
            {
                throw Rejected($"The name of {path} is not valid UTF-8.", "Rename the file.");
            }

            var file = new FileInfo(Path.Combine(folder, path));
            if (file.LinkTarget is { } target && LeavesFolder(folder, path, target))
            {
                throw Rejected($"{path} is a link that leads out of the product, to {target}.", "Put a copy of what it points to in its place, or link to a file of the product by a relative path.");
            }

            var length = file.LinkTarget is null && file.Exists ? file.Length : 0;
            if (length > MaxFileBytes)
            {
                throw Rejected($"{path} has {length} bytes; files up to {MaxFileBytes} bytes are taken.", "Delete it, make it smaller or add it to .gitignore.");
            }

            total += length;
        }

        if (total > MaxTotalBytes)
        {
            throw Rejected($"The new and changed files have {total} bytes together; up to {MaxTotalBytes} are taken.", "Add build outputs and packages to .gitignore.");
        }
    }

    // An absolute target is right in this working copy at best, and in no other place where the product will ever be.
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

    /// <summary>The error for something that is not taken.</summary>
    public static FactoryException Rejected(string message, string hint) => new(ErrorCodes.ArtifactMalformed, message, hint);
}
