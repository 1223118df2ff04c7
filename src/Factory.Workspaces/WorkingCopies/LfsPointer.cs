namespace Factory.Workspaces.WorkingCopies;

/// <summary>The small text file that git-lfs keeps in a repository in place of a large one (git-lfs, <c>docs/spec.md</c>).</summary>
internal static class LfsPointer
{
    private const int MaxBytes = 1024;

    /// <summary>True for such a file.</summary>
    public static bool IsPointer(FileInfo file) =>
        file.Length is > 0 and < MaxBytes && File.ReadAllText(file.FullName).StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal);
}
