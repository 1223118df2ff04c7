using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Tools;

/// <summary>Walks a working copy's files in a stable order. Links are shown, never followed; <c>.git</c> and folders of build outputs and packages are left out.</summary>
internal static class FolderWalk
{
    /// <value>Folders that are left out: what is in them is made from the rest.</value>
    public const string Skipped = ".git, bin, obj, node_modules";

    private const int MaxDepth = 40;

    private static readonly string[] SkippedNames = Skipped.Split(", ");

    private static readonly EnumerationOptions Options = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

    /// <summary>Files and folders below a folder, a folder before what is in it.</summary>
    public static IEnumerable<FileSystemInfo> Enumerate(string folder, CancellationToken cancellationToken) =>
        Enumerate(new DirectoryInfo(folder), 0, cancellationToken);

    private static IEnumerable<FileSystemInfo> Enumerate(DirectoryInfo folder, int depth, CancellationToken cancellationToken)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Options).OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (SkippedNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase) && entry is DirectoryInfo || WorkingCopyRoot.IsForbidden(entry.Name))
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
