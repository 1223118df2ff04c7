using System.Globalization;

namespace Factory.Sandbox;

/// <summary>
/// Limits the tasks, memory and processors of one command by control groups (cgroup v1 or v2), where the silo has permission to
/// create them. The kernel enforces these limits between two ticks of the watchdog, and for root too, to whom <c>ulimit
/// -u</c> does not apply. Without control groups, the watchdog of <see cref="LimitedProcess"/> is the only limit.
/// </summary>
internal sealed class Cgroup : IDisposable
{
    // The pids controller counts threads, but the limit is a number of processes. A .NET process has about twenty
    // threads.
    private const int ThreadsPerProcess = 24;

    // cpu.shares of one thread outside of any group (v1), with which the whole group competes, and the time over which a
    // quota is counted.
    private const int SharesOfAThread = 1_024;
    private const long CpuPeriodMicroseconds = 100_000;

    private const string Prefix = "factory-";

    private const string CgroupRoot = "/sys/fs/cgroup";

    private readonly List<string> _folders;

    private Cgroup(List<string> folders) => _folders = folders;

    /// <summary>The files to which a process writes its id in order to join.</summary>
    public IEnumerable<string> JoinFiles => _folders.Select(JoinFile);

    /// <summary>Creates the groups. Returns null when the silo has no permission to create any.</summary>
    /// <param name="name">The process tag, unique on this machine.</param>
    /// <param name="limits">The limits.</param>
    public static Cgroup? TryCreate(string name, CgroupLimits limits)
    {
        // A quarter above the watchdog's limit, so that the watchdog acts first whenever it can: it reports how much
        // was used, while the kernel only kills.
        var memory = Format(limits.MaxMemoryBytes + (limits.MaxMemoryBytes / 4));
        var tasks = Format(limits.MaxProcesses * ThreadsPerProcess);
        var folders = new List<string>();
        if (TryCreateFolder(Path.Combine(CgroupRoot, "pids", Prefix + name), ("pids.max", tasks)) is { } pids)
        {
            // cgroup v1 has one hierarchy per controller.
            folders.Add(pids);
            var memoryGroup = Path.Combine(CgroupRoot, "memory", OwnGroup("memory"), Prefix + name);
            var cpuGroup = Path.Combine(CgroupRoot, "cpu", OwnGroup("cpu"), Prefix + name);
            AddIfPresent(folders, TryCreateFolder(memoryGroup, ("memory.limit_in_bytes", memory)));
            var shares = Format(limits.CpuWeight * SharesOfAThread * Environment.ProcessorCount / 100);
            AddIfPresent(folders, TryCreateFolder(cpuGroup, ("cpu.shares", shares)));
            if (limits.MaxProcessors > 0)
            {
                TryWrite(Path.Combine(cpuGroup, "cpu.cfs_period_us"), Format(CpuPeriodMicroseconds));
                TryWrite(Path.Combine(cpuGroup, "cpu.cfs_quota_us"), Format((long)(limits.MaxProcessors * CpuPeriodMicroseconds)));
            }
        }
        else if (TryCreateFolder(Path.Combine(CgroupRoot, Prefix + name), ("pids.max", tasks)) is { } group)
        {
            // v2 has a single hierarchy. memory.oom.group, which only v2 has, kills the whole tree instead of one
            // process, whose death a test runner would report as a failed test.
            folders.Add(group);
            TryWrite(Path.Combine(group, "memory.max"), memory);
            TryWrite(Path.Combine(group, "memory.oom.group"), "1");
            TryWrite(Path.Combine(group, "cpu.weight"), Format(limits.CpuWeight));
            if (limits.MaxProcessors > 0)
            {
                var quota = Format((long)(limits.MaxProcessors * CpuPeriodMicroseconds));
                TryWrite(Path.Combine(group, "cpu.max"), $"{quota} {Format(CpuPeriodMicroseconds)}");
            }
        }

        return folders.Count == 0 ? null : new Cgroup(folders);
    }

    private static string Format(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void AddIfPresent(List<string> folders, string? folder)
    {
        if (folder is not null)
        {
            folders.Add(folder);
        }
    }

    /// <summary>
    /// Removes the groups of silos that no longer run. A group that still contains a process remains.
    /// </summary>
    public static void RemoveOrphans()
    {
        string[] parents =
        [
            Path.Combine(CgroupRoot, "pids"),
            Path.Combine(CgroupRoot, "memory", OwnGroup("memory")),
            Path.Combine(CgroupRoot, "cpu", OwnGroup("cpu")),
            CgroupRoot,
        ];
        foreach (var folder in parents.Where(Directory.Exists).SelectMany(p => Directory.EnumerateDirectories(p, Prefix + "*")))
        {
            if (ProcessTag.IsOrphan(Path.GetFileName(folder)[Prefix.Length..]))
            {
                TryDelete(folder);
            }
        }
    }

    /// <summary>Returns the ids of the current members.</summary>
    public HashSet<int> ReadProcessIds() =>
        [.. _folders.SelectMany(folder => ReadLines(JoinFile(folder))).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>Returns whether the kernel has killed a member because the memory limit was reached.</summary>
    public bool RanOutOfMemory() => _folders
        .SelectMany(folder =>
            ReadLines(Path.Combine(folder, "memory.events")).Concat(ReadLines(Path.Combine(folder, "memory.oom_control"))))
        .Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");

    /// <summary>
    /// Removes the groups. A group whose members are still exiting remains until <see cref="RemoveOrphans"/> runs at
    /// the next start.
    /// </summary>
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
            // Expected for every user except root, unless the machine's administrator has delegated a subtree.
        }

        return null;
    }

    // Below the silo's own group: a limit on the silo, set by systemd or a container runtime, then applies to its
    // commands too. Each line of /proc/self/cgroup is "ID:CONTROLLERS:PATH".
    private static string OwnGroup(string controller) =>
        ReadLines("/proc/self/cgroup")
            .Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts is [_, var names, _] && names.Split(',').Contains(controller))?[2].TrimStart('/') ?? "";

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
            // Still busy. All members have been killed, so only a few bytes of kernel memory remain until the next
            // start.
        }
    }
}
