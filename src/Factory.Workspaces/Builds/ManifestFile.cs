using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary><c>product.yaml</c> as its author wrote it: nothing is checked yet.</summary>
internal sealed class ManifestFile
{
    public string? Name { get; set; }

    public string? Build { get; set; }

    public string? Test { get; set; }

    public ServeSection? Serve { get; set; }

    public string? Health { get; set; }

    /// <summary>The section <c>serve</c>.</summary>
    internal sealed class ServeSection
    {
        public string? Static { get; set; }

        public string? Command { get; set; }
    }

    /// <summary>The manifest, before <see cref="ManifestRules"/> looked at it.</summary>
    public ProductManifest ToManifest() => new()
    {
        Name = Name?.Trim() ?? "",
        Build = NullIfBlank(Build),
        Test = NullIfBlank(Test),
        Serve = new ServeManifest { Static = NullIfBlank(Serve?.Static), Command = NullIfBlank(Serve?.Command) },
        Health = NullIfBlank(Health) ?? "/",
    };

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
