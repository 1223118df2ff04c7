using Factory.Domain.Builds;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Reads how a product is built, tested and served, from <c>product.yaml</c> or else from the kind of its files.
/// </summary>
internal sealed class ManifestReader
{
    private const int MaxFileBytes = 64 * 1024;

    // Of a key that appears twice, YAML parsers use the last one, and a reviewer reads the first.
    private readonly IDeserializer _yaml = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithDuplicateKeyChecking()
        .Build();

    /// <summary>Reads the manifest of a product whose files are in a folder.</summary>
    public ManifestResult Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, ProductManifest.FileName));
        if (file.LinkTarget is null && !file.Exists)
        {
            return ManifestDetection.Detect(folder) is { } found
                ? new ManifestResult(found, [])
                : ManifestResult.Failed("There is no product.yaml, and no .NET project, package.json or index.html from which the " +
                    "factory could tell how to build and serve the product. Add a product.yaml.");
        }

        // A link could name any file that the silo can read, and parts of it would appear in the error message.
        if (file.LinkTarget is not null || file.Length > MaxFileBytes)
        {
            return ManifestResult.Failed($"product.yaml must be a regular file of at most {MaxFileBytes / 1024} KiB, not a link.");
        }

        return Parse(File.ReadAllText(file.FullName));
    }

    /// <summary>Reads a manifest from the text of <c>product.yaml</c>.</summary>
    public ManifestResult Parse(string text)
    {
        try
        {
            var manifest = (_yaml.Deserialize<ManifestFile?>(text) ?? new ManifestFile()).ToManifest();
            var errors = ManifestRules.Check(manifest);
            return errors.Count == 0
                ? new ManifestResult(manifest, [])
                : new ManifestResult(null, [.. errors.Select(e => "product.yaml: " + e)]);
        }
        catch (YamlException exception)
        {
            return ManifestResult.Failed($"product.yaml, line {exception.Start.Line}: " +
                $"{exception.InnerException?.Message ?? exception.Message}");
        }
    }
}

/// <summary>A manifest or its errors.</summary>
/// <param name="Manifest">The valid manifest; null when there are errors.</param>
/// <param name="Errors">All errors; empty for none.</param>
internal sealed record ManifestResult(ProductManifest? Manifest, IReadOnlyList<string> Errors)
{
    /// <summary>Returns a result with one error.</summary>
    public static ManifestResult Failed(string error) => new(null, [error]);
}
