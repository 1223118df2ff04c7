using System.Buffers;
using System.Text;

namespace Factory.Gateway.Upstreams;

/// <summary>Takes the real key out of what a provider sends: some echo a part of the request.</summary>
internal readonly struct SecretScrubber
{
    private const int ShortestKey = 8;

    private readonly byte[]? _key;

    public SecretScrubber(string? key) => _key = key is { Length: >= ShortestKey } ? Encoding.UTF8.GetBytes(key) : null;

    /// <summary>True when the key is in it.</summary>
    public bool Contains(ReadOnlySpan<byte> bytes) => _key is not null && bytes.IndexOf(_key) >= 0;

    /// <summary>The bytes without the key.</summary>
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
