using System.Globalization;
using System.Security.Cryptography;

namespace Factory.Sandbox;

/// <summary>
/// The text by which the processes of a command are known: which silo started it, and a random part. A silo that starts kills what a killed one left
/// behind, and nothing else: a mark of a living silo, or of another PID namespace, is left alone.
/// </summary>
internal static class ProcessTag
{
    private static readonly Lazy<string> SiloPrefix = new(() =>
        string.Create(CultureInfo.InvariantCulture, $"{PidNamespace()}-{Environment.ProcessId}-{ProcessTable.Read(Environment.ProcessId)?.Started ?? 0}"));

    /// <summary>A mark that no other tree has.</summary>
    public static string New() => $"{SiloPrefix.Value}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}";

    /// <summary>Kills the processes of silos that are dead.</summary>
    /// <returns>How many there were.</returns>
    public static int KillOrphans()
    {
        var all = ProcessTable.Read();
        var living = all.ToDictionary(p => p.Id, p => p.Started);
        var orphans = all.Where(p => !p.IsZombie && IsOrphan(ProcessTable.EnvironmentValue(p.Id, CommandEnvironment.ProcessTagVariable), living)).ToList();
        orphans.ForEach(p => ProcessTree.Kill(p.Id));
        return orphans.Count;
    }

    /// <summary>True for a mark of a silo of this PID namespace that is dead; false for any other text.</summary>
    public static bool IsOrphan(string text)
    {
        var parts = text.Split('-');
        return parts.Length == 4 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var silo)
            && IsOrphan(text, ProcessTable.Read(silo) is { } now ? new Dictionary<int, long> { [silo] = now.Started } : []);
    }

    private static bool IsOrphan(string? mark, Dictionary<int, long> living)
    {
        var parts = mark?.Split('-') ?? [];
        return parts.Length == 4 && parts[0] == PidNamespace()
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var silo)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            && !(living.TryGetValue(silo, out var now) && now == started);
    }

    // "pid:[4026531836]"
    private static string PidNamespace() =>
        string.Concat((new FileInfo("/proc/self/ns/pid").LinkTarget ?? "0").Where(char.IsAsciiDigit));
}
