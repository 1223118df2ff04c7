namespace Factory.Domain.Builds;

/// <summary>
/// How a product is built, tested and served: <c>product.yaml</c> in the root of its repository, or what the factory
/// derives from the files it finds. Agents write it, so every value is validated before use.
/// </summary>
public sealed record ProductManifest
{
    /// <value>The manifest's file name.</value>
    public const string FileName = "product.yaml";

    /// <summary>The product's display name.</summary>
    public required string Name { get; init; }

    /// <summary>Command line that builds it; null when there is nothing to build.</summary>
    public string? Build { get; init; }

    /// <summary>
    /// Command line that runs all tests. It must print how many ran. Null when there are none; then no review passes.
    /// </summary>
    public string? Test { get; init; }

    /// <summary>How it is served.</summary>
    public required ServeManifest Serve { get; init; }

    /// <value>Path whose response must be 200; default <c>/</c>.</value>
    public string Health { get; init; } = "/";
}

/// <summary>How a product is served. Exactly one of the two properties is set.</summary>
public sealed record ServeManifest
{
    /// <summary>Folder of static files, relative to the root; null when a command serves.</summary>
    public string? Static { get; init; }

    /// <summary>
    /// Command line that serves HTTP; null for static files. It must listen on the Unix socket that
    /// <c>ASPNETCORE_URLS</c> names as a URL and <c>SOCKET</c> as a path.
    /// </summary>
    public string? Command { get; init; }
}
