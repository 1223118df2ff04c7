using System.Diagnostics;
using System.Reflection;
using System.Xml.Linq;

namespace Factory.Architecture.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    /// <summary>Full path of its root.</summary>
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>Tracked files and new ones that git does not ignore, relative to the root.</summary>
    public static IReadOnlyList<string> Files { get; } = List();

    /// <summary>Project files under <c>src</c> and <c>tests</c>, one per folder.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Files.Where(f => f.EndsWith(".csproj", StringComparison.Ordinal) && f.Split('/') is ["src" or "tests", _, _])];

    /// <summary>
    /// C# files of the factory, without tests, and without the products that the rehearsal provider writes.
    /// </summary>
    public static IReadOnlyList<string> Sources { get; } = Compiled("src/");

    /// <summary>C# files of the tests.</summary>
    public static IReadOnlyList<string> Tests { get; } = Compiled("tests/");

    /// <summary>Text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Whether a file contains text.</summary>
    public static bool IsText(string file) =>
        Path.GetExtension(file) is ".cs" or ".sh" or ".md" or ".yaml" or ".json" or ".props" or ".targets" or ".csproj" or ".txt" or ""
            or ".ts" or ".tsx" or ".js" or ".css" or ".html";

    /// <summary>Full path of a list beside these tests.</summary>
    public static string ListPath(string name) => Path.Combine(Metadata("ListFolder"), name);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private static List<string> List()
    {
        string[] arguments = ["-c", "safe.directory=*", "-C", Root, "ls-files", "-co", "--exclude-standard"];
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        git.ExitCode.ShouldBe(0, "git ls-files failed: these tests read the repository that they were built in");
        return [.. files.Where(f => File.Exists(Path.Combine(Root, f))).Distinct().Order(StringComparer.Ordinal)];
    }

    private static List<string> Compiled(string folder)
    {
        var removed = Projects.SelectMany(Removed).ToList();
        return
        [
            .. Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal)
                && f.EndsWith(".cs", StringComparison.Ordinal)
                && !removed.Exists(r => f.StartsWith(r, StringComparison.Ordinal))),
        ];
    }

    /// <summary>Folders that a project takes out of its compilation: <c>Compile Remove="Folder/**"</c>.</summary>
    private static IEnumerable<string> Removed(string project) =>
        XDocument.Parse(Read(project)).Descendants("Compile")
            .Select(c => c.Attribute("Remove")?.Value)
            .Where(r => r is not null && r.EndsWith("/**", StringComparison.Ordinal))
            .Select(r => $"{Path.GetDirectoryName(project)}/{r![..^2]}");
}
