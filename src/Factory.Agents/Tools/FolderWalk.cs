using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tools;

/// <summary>
/// Enumerates the files of a working copy in a stable order. Links are returned but not followed; <c>.git</c> and
/// folders of build outputs and packages are skipped.
/// </summary>
internal static class FolderWalk
{
    /// <summary>
    /// The names of folders that are skipped: <c>.git</c>, and those whose content is generated from other files.
    /// </summary>
    public const string Skipped = ".git, bin, obj, node_modules";

    // Deeper folders are hostile or generated, and each level costs a nested iterator.
    private const int MaxDepth = 40;

    private static readonly string[] SkippedNames = Skipped.Split(", ");

    private static readonly EnumerationOptions Options = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Returns the files and folders below a folder, each folder before its content.</summary>
    public static IEnumerable<FileSystemInfo> Enumerate(string folder, CancellationToken cancellationToken) =>
        Enumerate(new DirectoryInfo(folder), 0, cancellationToken);

    private static IEnumerable<FileSystemInfo> Enumerate(DirectoryInfo folder, int depth, CancellationToken cancellationToken)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Options).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SkippedNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase) && entry is DirectoryInfo
                || WorkingCopyRoot.IsForbidden(entry.Name))
            {
                continue;
            }

            yield return entry;
            if (entry is DirectoryInfo inner && inner.LinkTarget is null && depth < MaxDepth)
            {
                foreach (var deeper in Enumerate(inner, depth + 1, cancellationToken))
                {
                    yield return deeper;
                }
            }
        }
    }
}
