using System.Buffers;
using System.Globalization;
using System.Text;
using Factory.Sandbox.Files;

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
    // Of longer texts the beginning counts. What a sandboxed command is given is far shorter; one that hides its tag behind
    // more could as well remove it.
    private const int MaxTextBytes = 64 * 1024;

    private static readonly Lazy<string?> OwnNamespace = new(() => NamespaceOf(Environment.ProcessId));

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

    /// <summary>Returns where a process sees file systems mounted, in the order in which they were; nothing when it has ended.</summary>
    public static IEnumerable<string> MountPoints(int id) =>
        // "36 35 98:0 /root /mount/point options …" (proc_pid_mountinfo(5)); spaces in paths are escaped.
        (TryReadText($"/proc/{id}/mountinfo") ?? "").Split('\n')
            .Select(line => line.Split(' '))
            .Where(fields => fields.Length > 4)
            .Select(fields => fields[4]);

    /// <summary>
    /// Returns false when a process is known to be in the PID namespace of this one; true also when that cannot be read.
    /// </summary>
    public static bool MayBeInOtherNamespace(int id) => NamespaceOf(id) is not { } found || found != OwnNamespace.Value;

    private static string? NamespaceOf(int id)
    {
        try
        {
            return new FileInfo($"/proc/{id}/ns/pid").LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Returns the deleted files that a process keeps open. No folder lists them, but they occupy the disk, or memory,
    /// until they are closed.
    /// </summary>
    public static IEnumerable<OpenFile> DeletedFiles(int id) => OpenFiles(id).Where(file => file.Status is { IsRegular: true, Links: 0 });

    /// <summary>Returns the files that a process has open; none for a process of another user.</summary>
    public static IEnumerable<OpenFile> OpenFiles(int id)
    {
        string[] open;
        try
        {
            open = Directory.GetFileSystemEntries($"/proc/{id}/fd");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            yield break;
        }

        foreach (var path in open)
        {
            if (LinuxFiles.StatusOf(path) is { } status)
            {
                yield return new OpenFile(path, status);
            }
        }
    }

    /// <summary>Returns whether a process opened a file for writing.</summary>
    public static bool IsOpenForWriting(OpenFile file)
    {
        // The lowest bits of "flags:", which is octal, are the access mode: 0 for reading only.
        var flags = TryReadText(file.Path.Replace("/fd/", "/fdinfo/", StringComparison.Ordinal))?.Split('\n')
            .FirstOrDefault(line => line.StartsWith("flags:", StringComparison.Ordinal));
        return flags is { Length: > 0 } && (flags[^1] & 3) != 0;
    }

    private static string? TryReadText(string file)
    {
        // Not File.ReadAllText: a process can give its environment any size, and the silo would hold all of it.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxTextBytes);
        try
        {
            using var handle = File.OpenHandle(file);
            var length = 0;
            for (int read; (read = RandomAccess.Read(handle, buffer.AsSpan(length, MaxTextBytes - length), length)) > 0;)
            {
                length += read;
            }

            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Processes end while the table is read, and those of other users are not readable.
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
