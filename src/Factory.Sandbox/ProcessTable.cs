using System.Globalization;

namespace Factory.Sandbox;

/// <summary>A process as <c>/proc</c> shows it. The start time tells it from a later process with the same number.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">Its parent's number.</param>
/// <param name="Started">Clock ticks since the machine started.</param>
/// <param name="MemoryPages">Resident memory in pages.</param>
/// <param name="IsZombie">True when it has ended and waits for its parent.</param>
internal readonly record struct ProcessEntry(int Id, int Parent, long Started, long MemoryPages, bool IsZombie);

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>All processes that can be seen.</summary>
    public static List<ProcessEntry> Read()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>One process; null when it is gone.</summary>
    public static ProcessEntry? Read(int id)
    {
        var stat = TryReadText($"/proc/{id}/stat");

        // The name in brackets may hold anything, brackets too: the fields begin behind the last one.
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

    /// <summary>A variable that the process was started with; null when there is none, or it is another user's.</summary>
    public static string? EnvironmentValue(int id, string name) =>
        TryReadText($"/proc/{id}/environ")?.Split('\0').FirstOrDefault(v => v.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>True when the process was started with this text in its environment.</summary>
    public static bool HasInEnvironment(int id, string text) => TryReadText($"/proc/{id}/environ")?.Contains(text, StringComparison.Ordinal) == true;

    /// <summary>Bytes of the files that a process holds open although they have no name any more: no folder shows them, the disk keeps them.</summary>
    /// <returns>Each file once, by what <c>/proc</c> calls it.</returns>
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
            if (file.LinkTarget is { } target && target.EndsWith(" (deleted)", StringComparison.Ordinal) && target.StartsWith('/') && SizeOf(file.FullName) is { } bytes)
            {
                yield return (target, bytes);
            }
        }
    }

    // Opening through the link reaches the file itself; only regular files have a length.
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
            // Processes come and go while the table is read; another user's are not ours.
            return null;
        }
    }
}
