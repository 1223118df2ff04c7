using System.Diagnostics;
using System.Reflection;

namespace Factory.Architecture.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>Full path of its root.</summary>
    public static string Root { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Tracked files and new ones that git does not ignore, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    /// <summary>C# files of the factory, without tests, and without the products that the rehearsal provider writes.</summary>
    public static IEnumerable<string> Sources => Files.Where(f =>
        f.StartsWith("src/", StringComparison.Ordinal)
        && f.EndsWith(".cs", StringComparison.Ordinal)
        && !f.StartsWith("src/Factory.Models/Rehearsal/Products/", StringComparison.Ordinal));

    /// <summary>Text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static List<string> List()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", Root, "ls-files", "-co", "--exclude-standard"]) { RedirectStandardOutput = true })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, "git ls-files failed: these tests read the repository that they were built in");
        return [.. files.Where(f => File.Exists(Path.Combine(Root, f))).Distinct().Order(StringComparer.Ordinal)];
    }
}
