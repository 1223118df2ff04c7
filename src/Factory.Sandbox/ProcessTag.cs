using System.Globalization;
using System.Security.Cryptography;

namespace Factory.Sandbox;

/// <summary>
/// Identifies the process tree of a command: <c>NAMESPACE-SILO-STARTTIME-RANDOM</c>. A silo that starts kills the
/// processes that a killed silo left behind, and no others: tags of silos that are still running, or of another PID
/// namespace, are ignored.
/// </summary>
internal static class ProcessTag
{
    // The start time distinguishes a dead silo from an unrelated process that has the same id now. The PID namespace
    // distinguishes silos in containers that share a /tmp or a /sys/fs/cgroup: their ids mean other processes here.
    private static readonly Lazy<string> SiloPrefix = new(() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{PidNamespace()}-{Environment.ProcessId}-{ProcessTable.Read(Environment.ProcessId)?.Started ?? 0}"));

    /// <summary>Creates a unique tag.</summary>
    public static string Create() => $"{SiloPrefix.Value}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>
    /// Returns the tag of the command that a process belongs to; null when it belongs to none that can be told.
    /// </summary>
    /// <remarks>
    /// The mount decides: a command in bubblewrap can change its environment, but not what is mounted. Without bubblewrap
    /// there is only the environment.
    /// </remarks>
    public static string? Of(int process) =>
        TagMount(process) ?? ProcessTable.EnvironmentValue(process, CommandEnvironment.ProcessTagVariable);

    /// <summary>Kills the processes of silos that no longer run.</summary>
    /// <returns>The number of killed processes.</returns>
    public static int KillOrphans()
    {
        var all = ProcessTable.Read();
        var living = all.ToDictionary(p => p.Id, p => p.Started);
        var orphans = all
            .Where(p => !p.IsZombie && IsOrphan(Of(p.Id), living))
            .ToList();
        orphans.ForEach(p => ProcessTree.Kill(p.Id));
        return orphans.Count;
    }

    /// <summary>
    /// Returns true for a tag of a silo in this PID namespace that no longer runs; false for any other text.
    /// </summary>
    public static bool IsOrphan(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 4 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var silo)
            && IsOrphan(text, ProcessTable.Read(silo) is { } now ? new Dictionary<int, long> { [silo] = now.Started } : []);
    }

    private static bool IsOrphan(string? tag, Dictionary<int, long> living)
    {
        var parts = tag?.Split('-') ?? [];
        return parts.Length == 4 && parts[0] == PidNamespace()
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var silo)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            && !(living.TryGetValue(silo, out var now) && now == started);
    }

    private static string? TagMount(int process)
    {
        const string prefix = BubblewrapArguments.TagFolder + "/";
        return ProcessTable.MayBeInOtherNamespace(process)
            ? ProcessTable.MountPoints(process).FirstOrDefault(path => path.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..]
            : null;
    }

    // The link's target is "pid:[4026531836]".
    private static string PidNamespace() =>
        string.Concat((new FileInfo("/proc/self/ns/pid").LinkTarget ?? "0").Where(char.IsAsciiDigit));
}
