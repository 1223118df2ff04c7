namespace Factory.Silo.Discovery;

/// <summary>Finds programs on the <c>PATH</c> without starting any.</summary>
internal static class SearchPath
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>
    /// Full path of a program; null when there is none. Relative entries are skipped: their meaning depends on the
    /// working directory.
    /// </summary>
    public static string? Find(string program, string? path) =>
        (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(IsProgram);

    private static bool IsProgram(string file)
    {
        try
        {
            return File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & Executable) != 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
