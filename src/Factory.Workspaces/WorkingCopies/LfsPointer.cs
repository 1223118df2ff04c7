namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Recognises the small text files that git-lfs stores instead of large ones (git-lfs, <c>docs/spec.md</c>).
/// </summary>
internal static class LfsPointer
{
    private const int MaxBytes = 1024;

    /// <summary>Returns whether a file is a pointer.</summary>
    public static bool IsPointer(FileInfo file) =>
        file.Length is > 0 and < MaxBytes
            && File.ReadAllText(file.FullName).StartsWith("version https://git-lfs.github.com/spec/", StringComparison.Ordinal);
}
