namespace Factory.Domain.Builds;

/// <summary>
/// How a product is built, tested and served: <c>product.yaml</c> in the root of its repository, or what the factory works out from the files
/// it finds. Written by agents, so every value is checked before use.
/// </summary>
public sealed record ProductManifest
{
    /// <value>The manifest's file name.</value>
    public const string FileName = "product.yaml";

    /// <summary>The product's name as the API returns it.</summary>
    public required string Name { get; init; }

    /// <summary>Command line that builds it; null when there is nothing to build.</summary>
    public string? Build { get; init; }

    /// <summary>Command line that runs all tests. It must print how many ran; null means there are none, which no review accepts.</summary>
    public string? Test { get; init; }

    /// <summary>How it is served.</summary>
    public required ServeManifest Serve { get; init; }

    /// <value>What must answer 200; default <c>/</c>.</value>
    public string Health { get; init; } = "/";
}

/// <summary>How a product is served: exactly one of the two.</summary>
public sealed record ServeManifest
{
    /// <summary>Folder of files to serve as they are, relative to the root; null when a command serves.</summary>
    public string? Static { get; init; }

    /// <summary>
    /// Command line that serves HTTP; null when files are served as they are. It must listen where the environment says:
    /// <c>ASPNETCORE_URLS</c> names a Unix socket, <c>SOCKET</c> is the same as a path.
    /// </summary>
    public string? Command { get; init; }
}
