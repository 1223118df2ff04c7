using System.Text.Json;
using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Detects how to build, test and serve a product without a <c>product.yaml</c>: the commands that a developer would
/// type in its folder.
/// </summary>
internal static class ManifestDetection
{
    private const long MaxPackageFileBytes = 1024 * 1024;

    private static readonly string[] StaticFolders = ["dist", "build", "public", "."];

    private static readonly EnumerationOptions TwoLevels = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 2,
        AttributesToSkip = FileAttributes.ReparsePoint
    };

    /// <summary>Returns a manifest; null when the folder contains nothing that is recognised.</summary>
    public static ProductManifest? Detect(string folder) => DetectDotnet(folder) ?? DetectNode(folder) ?? DetectStatic(folder);

    private static ProductManifest? DetectDotnet(string folder)
    {
        var projects = Directory.EnumerateFiles(folder, "*.csproj", TwoLevels).Order(StringComparer.Ordinal).ToList();
        var web = projects.FirstOrDefault(p => File.ReadAllText(p).Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal));
        var serve = web is not null
            ? new ServeManifest { Command = $"dotnet run --no-build --no-launch-profile --project '{Path.GetRelativePath(folder, web)}'" }
            : FindStaticFolder(folder);

        // A path with a quotation mark would end the quoting above, and its rest would be run as a command.
        return projects.Count == 0 || serve is null || web?.Contains('\'', StringComparison.Ordinal) == true
            ? null
            : new ProductManifest { Name = NameOf(folder), Build = "dotnet build", Test = "dotnet test --no-build", Serve = serve };
    }

    private static ProductManifest? DetectNode(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "package.json"));
        if (file.LinkTarget is not null || !file.Exists || file.Length > MaxPackageFileBytes)
        {
            return null;
        }

        var scripts = ReadScripts(File.ReadAllText(file.FullName));
        var serve = scripts.Contains("start") ? new ServeManifest { Command = "npm start" } : FindStaticFolder(folder);
        return serve is null
            ? null
            : new ProductManifest
            {
                Name = NameOf(folder),
                Build = scripts.Contains("build") ? "npm run build" : null,
                Test = scripts.Contains("test") ? "npm test" : null,
                Serve = serve,
            };
    }

    private static ProductManifest? DetectStatic(string folder) =>
        FindStaticFolder(folder) is { } serve ? new ProductManifest { Name = NameOf(folder), Serve = serve } : null;

    private static ServeManifest? FindStaticFolder(string folder) =>
        StaticFolders.FirstOrDefault(candidate => File.Exists(Path.Combine(folder, candidate, "index.html"))) is { } found
            ? new ServeManifest { Static = found }
            : null;

    private static HashSet<string> ReadScripts(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("scripts", out var scripts) && scripts.ValueKind == JsonValueKind.Object
                ? scripts.EnumerateObject().Select(s => s.Name).ToHashSet(StringComparer.Ordinal)
                : [];
        }
        catch (JsonException)
        {
            // Not reported here: npm describes the error when it runs.
            return [];
        }
    }

    // The folder of a build is products/NAME/builds/TREE.
    private static string NameOf(string folder) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(folder))) is { Length: > 0 } name ? name : "product";
}
