using System.Text.Json;
using Factory.Benchmarks.Support;

namespace Factory.Benchmarks.Start;

/// <summary>
/// What a restore of the <c>factory</c> command downloads, from the lists that the last restore has left.
/// </summary>
internal static class RestoredPackages
{
    private const double BytesPerMegabyte = 1024 * 1024;

    /// <summary>The compressed size of all packages of the command and of the projects that it refers to, in MiB.</summary>
    public static double Megabytes()
    {
        var source = Path.Combine(Checkout.Root(), "src");
        var restored = Path.Combine(Checkout.Root(), "artifacts", "obj");
        var packages = Directory.EnumerateDirectories(source)
            .Select(project => Path.Combine(restored, Path.GetFileName(project), "project.assets.json"))
            .Where(File.Exists)
            .SelectMany(PackageFiles)
            .ToHashSet(StringComparer.Ordinal);
        return packages.Sum(file => new FileInfo(file).Length) / BytesPerMegabyte;
    }

    private static IEnumerable<string> PackageFiles(string assets)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(assets));
        var folders = document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(f => f.Name).ToList();
        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(l => l.Value.GetProperty("type").ValueEquals("package")))
        {
            var path = library.Value.GetProperty("path").GetString()!;
            yield return folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(f, path), "*.nupkg")).First();
        }
    }
}
