using Factory.Domain.Builds;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Factory.Workspaces.Builds;

/// <summary>Reads how a product is built, tested and served: <c>product.yaml</c>, or what its files say where there is none.</summary>
internal sealed class ManifestReader
{
    private const int MaxFileBytes = 64 * 1024;

    private readonly IDeserializer _yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    /// <summary>Reads a checked-out product.</summary>
    public ManifestResult Read(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, ProductManifest.FileName));
        if (file.LinkTarget is null && !file.Exists)
        {
            return ManifestDetection.Detect(folder) is { } found
                ? new ManifestResult(found, [])
                : ManifestResult.Failed("There is no product.yaml, and neither a .NET project, a package.json nor an index.html says how to build and serve the product.");
        }

        if (file.LinkTarget is not null || file.Length > MaxFileBytes)
        {
            return ManifestResult.Failed($"product.yaml must be a plain file of at most {MaxFileBytes / 1024} KiB.");
        }

        return Parse(File.ReadAllText(file.FullName));
    }

    /// <summary>Reads the text of a manifest.</summary>
    public ManifestResult Parse(string text)
    {
        try
        {
            var manifest = (_yaml.Deserialize<ManifestFile?>(text) ?? new ManifestFile()).ToManifest();
            var errors = ManifestRules.Check(manifest);
            return errors.Count == 0 ? new ManifestResult(manifest, []) : new ManifestResult(null, [.. errors.Select(e => "product.yaml: " + e)]);
        }
        catch (YamlException exception)
        {
            return ManifestResult.Failed($"product.yaml, line {exception.Start.Line}: {exception.InnerException?.Message ?? exception.Message}");
        }
    }
}

/// <summary>A manifest, or why there is none.</summary>
/// <param name="Manifest">Checked; null when there are errors.</param>
/// <param name="Errors">All of them.</param>
internal sealed record ManifestResult(ProductManifest? Manifest, IReadOnlyList<string> Errors)
{
    /// <summary>No manifest for one reason.</summary>
    public static ManifestResult Failed(string error) => new(null, [error]);
}
