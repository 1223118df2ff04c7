using System.Globalization;

namespace Factory.Workshop.Sandbox;

/// <summary>
/// A control group for one command's tasks, where this machine lets the silo make one (cgroup v1 or v2 with the <c>pids</c> controller). It stops a fork
/// bomb in the kernel, also for root, for whom <c>ulimit</c> does nothing; where there is none, the watchdog alone counts and kills.
/// </summary>
internal sealed class ProcessGroup : IDisposable
{
    // The controller counts threads and the limit means processes: a .NET process has some twenty threads.
    private const int ThreadsPerProcess = 24;

    private const string Prefix = "factory-";

    private static readonly string[] Hierarchies = ["/sys/fs/cgroup/pids", "/sys/fs/cgroup"];

    private readonly string _folder;

    private ProcessGroup(string folder) => _folder = folder;

    /// <summary>The file that a process writes its number to, to join.</summary>
    public string JoinFile => Path.Combine(_folder, "cgroup.procs");

    /// <summary>Makes a group; null where none can be made.</summary>
    public static ProcessGroup? TryCreate(string name, int maxProcesses)
    {
        foreach (var hierarchy in Hierarchies.Where(Directory.Exists))
        {
            var folder = Path.Combine(hierarchy, Prefix + name);
            try
            {
                Directory.CreateDirectory(folder);
                if (File.Exists(Path.Combine(folder, "pids.max")))
                {
                    File.WriteAllText(Path.Combine(folder, "pids.max"), (maxProcesses * ThreadsPerProcess).ToString(CultureInfo.InvariantCulture));
                    return new ProcessGroup(folder);
                }

                Directory.Delete(folder);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Not ours to write, as for any user but root without delegation: the next hierarchy, or none.
            }
        }

        return null;
    }

    /// <summary>Removes the groups that killed silos left; one that still holds a process stays.</summary>
    public static void SweepOrphans()
    {
        foreach (var folder in Hierarchies.Where(Directory.Exists).SelectMany(h => Directory.EnumerateDirectories(h, Prefix + "*")))
        {
            try
            {
                if (TreeMark.IsOrphan(Path.GetFileName(folder)[Prefix.Length..]))
                {
                    Directory.Delete(folder);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Still busy, or another user's: the next start tries again.
            }
        }
    }

    /// <summary>The numbers of its processes now.</summary>
    public HashSet<int> Members()
    {
        try
        {
            return File.ReadLines(JoinFile).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToHashSet();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Removes it; an empty one goes, one that still holds dying processes is left to the kernel's owner.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // Still busy: a few bytes of kernel memory, no process that is not already killed.
        }
    }
}
