using System.Xml.Linq;

namespace Factory.Benchmarks.House;

/// <summary>A folder below <c>src</c>, and the folders that test it.</summary>
internal sealed class HouseProject
{
    private static readonly string[] TestRoots = ["tests", "test"];

    private static readonly HashSet<string> NotRead = new(["bin", "obj", "artifacts", "node_modules"], StringComparer.Ordinal);

    private readonly string _folder;

    private HouseProject(string folder, IReadOnlyList<string> tests)
    {
        _folder = folder;
        Tests = tests;
    }

    /// <summary>Name of its folder.</summary>
    public string Name => Path.GetFileName(_folder);

    /// <summary>Its C# files.</summary>
    public IReadOnlyList<string> Files => FilesOf(_folder);

    /// <summary>C# files of the test projects that are named for it.</summary>
    public IReadOnlyList<string> Tests { get; }

    /// <summary>All projects of a checkout: what stands below <c>src</c> and holds a project file.</summary>
    public static IReadOnlyList<HouseProject> All(string root)
    {
        var folders = Directory.GetDirectories(Path.Combine(root, "src"))
            .Where(f => Directory.EnumerateFiles(f, "*.csproj").Any())
            .Order(StringComparer.Ordinal)
            .ToList();
        var tests = TestFolders(root).ToLookup(t => folders.Where(f => IsTestOf(t, f)).MaxBy(f => f.Length));
        return [.. folders.Select(f => new HouseProject(f, [.. tests[f].SelectMany(FilesOf)]))];
    }

    /// <summary>C# files of all test projects of a checkout. Benchmarks test nothing.</summary>
    public static IReadOnlyList<string> AllTests(string root) => [.. TestFolders(root).SelectMany(FilesOf)];

    /// <summary>The namespace that a file in this place has when namespaces are folders.</summary>
    public string NamespaceOf(string file)
    {
        var folders = Path.GetRelativePath(_folder, Path.GetDirectoryName(file)!).Split(Path.DirectorySeparatorChar);
        return string.Join('.', folders.Where(f => f != ".").Prepend(RootNamespace));
    }

    private string RootNamespace =>
        Directory.GetFiles(_folder, "*.csproj").Order(StringComparer.Ordinal)
            .Select(p => XDocument.Load(p).Descendants("RootNamespace").FirstOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(p))
            .MinBy(n => n.Length)!;

    private static IEnumerable<string> TestFolders(string root) =>
        TestRoots.Select(r => Path.Combine(root, r)).Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Where(f => !f.EndsWith("Benchmarks", StringComparison.Ordinal));

    private static bool IsTestOf(string test, string project) =>
        Path.GetFileName(test).StartsWith(Path.GetFileName(project) + ".", StringComparison.Ordinal)
        && test.EndsWith("Tests", StringComparison.Ordinal);

    private static List<string> FilesOf(string folder)
    {
        var removed = Directory.GetFiles(folder, "*.csproj").SelectMany(Removed).ToList();
        return [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(folder, f).Split(Path.DirectorySeparatorChar).Any(NotRead.Contains))
            .Where(f => !removed.Exists(r => f.StartsWith(r, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Folders that a project takes out of its compilation: what they hold is text to it.</summary>
    private static IEnumerable<string> Removed(string project) =>
        XDocument.Load(project).Descendants("Compile")
            .Select(c => c.Attribute("Remove")?.Value)
            .Where(r => r is not null && r.EndsWith("/**", StringComparison.Ordinal))
            .Select(r => Path.Combine(Path.GetDirectoryName(project)!, r![..^2]));
}
