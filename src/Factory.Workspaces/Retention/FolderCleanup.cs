namespace Factory.Workspaces.Retention;

/// <summary>Measures and deletes folders that strangers filled: links are never followed, and a folder that was closed to its owner is opened first.</summary>
internal static class FolderCleanup
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true, RecurseSubdirectories = false };

    /// <summary>Bytes of all files in a folder; 0 when it is not there.</summary>
    public static long SizeOf(string folder) => Walk(folder).OfType<FileInfo>().Where(f => f.LinkTarget is null).Sum(f => f.Length);

    /// <summary>Deletes a folder. It goes by a rename first, so that half of it can never be taken for the whole.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            var gone = folder + DeletingSuffix;
            DeleteRecursively(gone);
            Directory.Move(folder, gone);
            DeleteRecursively(gone);
        }
    }

    /// <summary>Finishes deletions below a folder that a crash cut short.</summary>
    public static void FinishDeletions(string parent)
    {
        if (Directory.Exists(parent))
        {
            foreach (var gone in Directory.EnumerateDirectories(parent, "*" + DeletingSuffix))
            {
                DeleteRecursively(gone);
            }
        }
    }

    /// <value>What the name of a folder that is being deleted ends with.</value>
    private const string DeletingSuffix = ".deleting";

    private static void DeleteRecursively(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            GrantOwnerAccess(new DirectoryInfo(folder));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void GrantOwnerAccess(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var inner in folder.EnumerateDirectories("*", Everything).Where(d => d.LinkTarget is null))
        {
            GrantOwnerAccess(inner);
        }
    }

    private static IEnumerable<FileSystemInfo> Walk(string folder)
    {
        var open = new Stack<DirectoryInfo>([new DirectoryInfo(folder)]);
        while (open.TryPop(out var next))
        {
            if (!next.Exists)
            {
                continue;
            }

            foreach (var entry in next.EnumerateFileSystemInfos("*", Everything))
            {
                yield return entry;
                if (entry is DirectoryInfo { LinkTarget: null } inner)
                {
                    open.Push(inner);
                }
            }
        }
    }
}
