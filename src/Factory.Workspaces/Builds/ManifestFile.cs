using Factory.Domain.Builds;

namespace Factory.Workspaces.Builds;

/// <summary>The unchecked contents of <c>product.yaml</c>.</summary>
internal sealed class ManifestFile
{
    /// <summary>The product's name.</summary>
    public string? Name { get; set; }

    /// <summary>The build command; null for none.</summary>
    public string? Build { get; set; }

    /// <summary>The test command; null for none.</summary>
    public string? Test { get; set; }

    /// <summary>How the product is served; null when the section is missing.</summary>
    public ServeSection? Serve { get; set; }

    /// <summary>The path of the health check; null for the default.</summary>
    public string? Health { get; set; }

    /// <summary>The section <c>serve</c>.</summary>
    internal sealed class ServeSection
    {
        /// <summary>The folder whose files are served; null for none.</summary>
        public string? Static { get; set; }

        /// <summary>The command that serves the product; null for none.</summary>
        public string? Command { get; set; }
    }

    /// <summary>Converts to a manifest that <see cref="ManifestRules"/> has yet to check.</summary>
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
