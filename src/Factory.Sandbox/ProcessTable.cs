using System.Globalization;

namespace Factory.Sandbox;

/// <summary>
/// A process as listed by <c>/proc</c>. Id and start time together identify it: the kernel reuses ids.
/// </summary>
/// <param name="Id">Process id.</param>
/// <param name="Parent">Process id of the parent.</param>
/// <param name="Started">Start time in clock ticks after the machine's start.</param>
/// <param name="MemoryPages">Resident memory in pages.</param>
/// <param name="IsZombie">True when it has ended, but its parent has not read its exit code yet.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, long Started, long MemoryPages, bool IsZombie);

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>Returns all visible processes.</summary>
    public static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && Read(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>Returns a process, or null when it does not exist.</summary>
    public static ProcessEntry? Read(int id)
    {
        var stat = TryReadText($"/proc/{id}/stat");

        // "ID (NAME) STATE PPID …" (proc_pid_stat(5)). The process chooses its name, which may contain spaces and
        // brackets: without the search for the last bracket, a command could forge the other fields. Field 0 here is
        // field 3 of the manual page.
        var fields = stat is null ? null : stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields is { Length: > 21 }
            ? new ProcessEntry(
                id,
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                long.Parse(fields[19], CultureInfo.InvariantCulture),
                long.Parse(fields[21], CultureInfo.InvariantCulture),
                fields[0] is "Z" or "X")
            : null;
    }

    /// <summary>
    /// Returns a variable of the environment that a process was started with; null when it is not set or the process
    /// belongs to another user.
    /// </summary>
    public static string? EnvironmentValue(int id, string name) =>
        TryReadText($"/proc/{id}/environ")?.Split('\0')
            .FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Returns whether the environment that a process was started with contains a text.</summary>
    public static bool HasInEnvironment(int id, string text) =>
        TryReadText($"/proc/{id}/environ")?.Contains(text, StringComparison.Ordinal) == true;

    /// <summary>
    /// Returns the deleted files that a process keeps open. No folder lists them, but they occupy the disk until they
    /// are closed.
    /// </summary>
    /// <returns>Their former paths, with the suffix that <c>/proc</c> adds, and their sizes in bytes.</returns>
    public static IEnumerable<(string Name, long Bytes)> DeletedFiles(int id)
    {
        FileSystemInfo[] open;
        try
        {
            open = new DirectoryInfo($"/proc/{id}/fd").GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var file in open)
        {
            if (file.LinkTarget is { } target
                && target.EndsWith(" (deleted)", StringComparison.Ordinal)
                && target.StartsWith('/')
                && SizeOf(file.FullName) is { } bytes)
            {
                yield return (target, bytes);
            }
        }
    }

    // Opening the link in /proc/ID/fd opens the file itself, although it has no name. A deleted pipe or device throws
    // here, since it has no length.
    private static long? SizeOf(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return RandomAccess.GetLength(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    private static string? TryReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Processes end while the table is read, and those of other users are not readable.
            return null;
        }
    }
}
