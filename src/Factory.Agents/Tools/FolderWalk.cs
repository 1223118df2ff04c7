using System.Text;
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

    /// <summary>How many folders deep a listing goes below its start.</summary>
    /// <value>40 levels: deeper ones are hostile or generated, and each costs a nested iterator.</value>
    public const int MaxDepth = 40;

    // The system refuses paths of 4,096 bytes, and the names below a folder need room.
    private const int MaxPathBytes = 3_800;

    private static readonly string[] SkippedNames = Skipped.Split(", ");

    private static readonly EnumerationOptions Options = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Returns the files and folders below a folder, each folder before its content.</summary>
    public static IEnumerable<FileSystemInfo> Enumerate(string folder, CancellationToken cancellationToken) =>
        Enumerate(new DirectoryInfo(folder), 0, cancellationToken);

    /// <summary>Returns whether the content of a folder is left out because it is too deep.</summary>
    /// <param name="start">Full path of the folder where the listing begins.</param>
    /// <param name="entry">What it returned.</param>
    public static bool IsTooDeep(string start, FileSystemInfo entry) =>
        entry is DirectoryInfo { LinkTarget: null }
        && !CanEnter(entry, Path.GetRelativePath(start, entry.FullName).AsSpan().Count(Path.DirectorySeparatorChar));

    private static bool CanEnter(FileSystemInfo folder, int depth) =>
        depth < MaxDepth && Encoding.UTF8.GetByteCount(folder.FullName) <= MaxPathBytes;

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
            if (entry is DirectoryInfo inner && inner.LinkTarget is null && CanEnter(inner, depth))
            {
                foreach (var deeper in Enumerate(inner, depth + 1, cancellationToken))
                {
                    yield return deeper;
                }
            }
        }
    }
}
