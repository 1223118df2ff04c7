using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Decompresses request bodies. The caller counts the bytes while they are decompressed, so a small body cannot expand
/// into all of the memory.
/// </summary>
internal static class BodyEncoding
{
    /// <value>The supported encodings, for messages.</value>
    public const string SupportedNames = "gzip, deflate or br";

    /// <summary>False for an unsupported encoding, or for several at once.</summary>
    public static bool IsSupported(HttpRequest request) => EncodingOf(request) is "" or "identity" or "gzip" or "deflate" or "br";

    /// <summary>Whether the body is compressed.</summary>
    public static bool IsCompressed(HttpRequest request) => EncodingOf(request) is not ("" or "identity");

    /// <summary>A stream that decompresses the body while it is read; null when it is not compressed.</summary>
    public static Stream? Decompress(HttpRequest request) => EncodingOf(request) switch
    {
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        // RFC 9110 means the zlib format by "deflate", not the raw one.
        "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    private static string EncodingOf(HttpRequest request) =>
        request.Headers.TryGetValue("Content-Encoding", out var encoding) ? encoding.ToString().Trim().ToLowerInvariant() : "";
}
