using System.Globalization;

namespace Factory.Sandbox;

/// <summary>
/// Control groups for one command's tasks and memory, where this machine lets the silo make them (cgroup v1 or v2). They stop a fork bomb and a memory hog in the
/// kernel, also for root, for whom <c>ulimit</c> does nothing, and between two looks of the watchdog; where there are none, the watchdog alone counts and kills.
/// </summary>
internal sealed class Cgroup : IDisposable
{
    // The controller counts threads and the limit means processes: a .NET process has some twenty threads.
    private const int ThreadsPerProcess = 24;

    private const string Prefix = "factory-";

    private const string CgroupRoot = "/sys/fs/cgroup";

    private readonly List<string> _folders;

    private Cgroup(List<string> folders) => _folders = folders;

    /// <summary>The files that a process writes its number to, to join.</summary>
    public IEnumerable<string> JoinFiles => _folders.Select(JoinFile);

    /// <summary>Makes the groups; null where none can be made.</summary>
    public static Cgroup? TryCreate(string name, int maxProcesses, long maxMemoryBytes)
    {
        // Above the watchdog's limit, so that the watchdog, whose message says more, comes first whenever it can.
        var memory = (maxMemoryBytes + (maxMemoryBytes / 4)).ToString(CultureInfo.InvariantCulture);
        var tasks = (maxProcesses * ThreadsPerProcess).ToString(CultureInfo.InvariantCulture);
        var folders = new List<string>();
        if (TryCreateFolder(Path.Combine(CgroupRoot, "pids", Prefix + name), ("pids.max", tasks)) is { } pids)
        {
            folders.Add(pids);
            if (TryCreateFolder(Path.Combine(CgroupRoot, "memory", OwnMemoryGroup(), Prefix + name), ("memory.limit_in_bytes", memory)) is { } limited)
            {
                folders.Add(limited);
            }
        }
        else if (TryCreateFolder(Path.Combine(CgroupRoot, Prefix + name), ("pids.max", tasks)) is { } group)
        {
            folders.Add(group);
            TryWrite(Path.Combine(group, "memory.max"), memory);
            TryWrite(Path.Combine(group, "memory.oom.group"), "1");
        }

        return folders.Count == 0 ? null : new Cgroup(folders);
    }

    /// <summary>Removes the groups that killed silos left; one that still holds a process stays.</summary>
    public static void RemoveOrphans()
    {
        string[] parents = [Path.Combine(CgroupRoot, "pids"), Path.Combine(CgroupRoot, "memory", OwnMemoryGroup()), CgroupRoot];
        foreach (var folder in parents.Where(Directory.Exists).SelectMany(p => Directory.EnumerateDirectories(p, Prefix + "*")))
        {
            if (ProcessTag.IsOrphan(Path.GetFileName(folder)[Prefix.Length..]))
            {
                TryDelete(folder);
            }
        }
    }

    /// <summary>The numbers of its processes now.</summary>
    public HashSet<int> ReadProcessIds() => [.. _folders.SelectMany(folder => ReadLines(JoinFile(folder))).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>True when the kernel killed a process of it because its memory was used up.</summary>
    public bool RanOutOfMemory() => _folders
        .SelectMany(folder => ReadLines(Path.Combine(folder, "memory.events")).Concat(ReadLines(Path.Combine(folder, "memory.oom_control"))))
        .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");

    /// <summary>Removes it; an empty one goes, one that still holds dying processes is left to the kernel's owner.</summary>
    public void Dispose() => _folders.ForEach(TryDelete);

    private static string JoinFile(string folder) => Path.Combine(folder, "cgroup.procs");

    private static string? TryCreateFolder(string folder, (string File, string Value) limit)
    {
        if (!Directory.Exists(Path.GetDirectoryName(folder)))
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(folder);
            if (TryWrite(Path.Combine(folder, limit.File), limit.Value))
            {
                return folder;
            }

            TryDelete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not ours to write, as for any user but root without delegation.
        }

        return null;
    }

    // Below the silo's own group: a limit that somebody set for the silo holds for its commands as well.
    private static string OwnMemoryGroup() =>
        ReadLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).FirstOrDefault(parts => parts is [_, "memory", _])?[2].TrimStart('/') ?? "";

    private static bool TryWrite(string file, string value)
    {
        try
        {
            if (!File.Exists(file))
            {
                return false;
            }

            File.WriteAllText(file, value);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static List<string> ReadLines(string file)
    {
        try
        {
            return File.Exists(file) ? [.. File.ReadLines(file)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Still busy, or not ours: a few bytes of kernel memory, no process that is not already killed.
        }
    }
}
