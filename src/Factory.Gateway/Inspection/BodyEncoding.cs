using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Inspection;

/// <summary>How a request's body is packed. What comes out is counted as it comes, so a small body cannot become a large one unseen.</summary>
internal static class BodyEncoding
{
    /// <value>The encodings that are understood, as a message names them.</value>
    public const string SupportedNames = "gzip, deflate or br";

    /// <summary>False for an encoding that nobody here can unpack, or for several at once.</summary>
    public static bool IsSupported(HttpRequest request) => EncodingOf(request) is "" or "identity" or "gzip" or "deflate" or "br";

    /// <summary>Whether the body is packed.</summary>
    public static bool IsCompressed(HttpRequest request) => EncodingOf(request) is not ("" or "identity");

    /// <summary>The body unpacked while it is read; null when it is not packed.</summary>
    public static Stream? Decompress(HttpRequest request) => EncodingOf(request) switch
    {
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    private static string EncodingOf(HttpRequest request) =>
        request.Headers.TryGetValue("Content-Encoding", out var encoding) ? encoding.ToString().Trim().ToLowerInvariant() : "";
}
