namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Finds folders that git takes for a repository although their name is not <c>.git</c>. In a shell that stands in one,
/// a plain <c>git status</c> obeys its configuration, which can name programs.
/// </summary>
internal static class EmbeddedRepositories
{
    /// <summary>Returns the first folder that contains one of the paths and looks like a repository; null for none.</summary>
    /// <param name="folder">Full path of the working copy.</param>
    /// <param name="paths">Relative paths of files.</param>
    public static string? Find(string folder, IEnumerable<string> paths)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            for (var at = Parent(path); at.Length > 0 && seen.Add(at); at = Parent(at))
            {
                if (IsRepository(Path.Combine(folder, at)))
                {
                    return at;
                }
            }
        }

        return null;
    }

    // What git itself looks for: HEAD, and either objects and refs or a file that says where those are. Names without
    // regard to case, for operators whose file system has none.
    private static bool IsRepository(string folder)
    {
        var names = Directory.Exists(folder)
            ? new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(entry => entry.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        return names.Contains("HEAD") && ((names.Contains("objects") && names.Contains("refs")) || names.Contains("commondir"));
    }

    private static string Parent(string path) =>
        path.TrimEnd('/') is var trimmed && trimmed.LastIndexOf('/') is > 0 and var end ? trimmed[..end] : "";
}
