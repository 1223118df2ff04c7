using System.Buffers;
using System.Text;

namespace Factory.Gateway.Upstreams;

/// <summary>Replaces the provider's key in what the provider sends: some echo it in error messages.</summary>
internal readonly struct SecretScrubber
{
    // Placeholders like "x" or "none", which local servers accept, occur in ordinary text.
    private const int ShortestKey = 8;

    private readonly byte[]? _key;

    /// <summary>For one key.</summary>
    /// <param name="key">The key; null or shorter than 8 characters to replace nothing.</param>
    public SecretScrubber(string? key) => _key = key is { Length: >= ShortestKey } ? Encoding.UTF8.GetBytes(key) : null;

    /// <summary>Whether the bytes contain the key.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes) => _key is not null && bytes.IndexOf(_key) >= 0;

    /// <summary>The text with <c>[key]</c> in place of the key; null for null.</summary>
    public string? Scrub(string? text) =>
        _key is null || text is null ? text : Encoding.UTF8.GetString(Scrub(Encoding.UTF8.GetBytes(text)));

    /// <summary>A copy of the bytes with <c>[key]</c> in place of the key.</summary>
    public byte[] Scrub(ReadOnlySpan<byte> bytes)
    {
        if (_key is null)
        {
            return bytes.ToArray();
        }

        var clean = new ArrayBufferWriter<byte>(bytes.Length + 1);
        for (var at = bytes.IndexOf(_key); at >= 0; at = bytes.IndexOf(_key))
        {
            clean.Write(bytes[..at]);
            clean.Write("[key]"u8);
            bytes = bytes[(at + _key.Length)..];
        }

        clean.Write(bytes);
        return clean.WrittenSpan.ToArray();
    }
}
