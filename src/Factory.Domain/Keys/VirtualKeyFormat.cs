using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Factory.Domain.Keys;

/// <summary>The format of the gateway's keys: <c>fk-</c> and 43 characters of base64url (256 random bits).</summary>
public static class VirtualKeyFormat
{
    /// <value>Prefix of every key.</value>
    public const string Prefix = "fk-";

    /// <value>Length of a key in characters: 46.</value>
    public const int Length = 46;

    /// <summary>Creates a key.</summary>
    public static string Generate()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        return Prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>True for text that has the format of a key; whether such a key exists is another question.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        // The range is wider than base64url: it only has to exclude characters beyond ASCII, whose bytes would exceed
        // the buffer in Hash. Whether the text is a key is decided by the lookup.
        text.Length == Length && text.StartsWith(Prefix) && !text.ContainsAnyExceptInRange('-', 'z');

    /// <summary>Computes the SHA-256 of a key.</summary>
    /// <param name="key">The key; at most <see cref="Length"/> ASCII characters.</param>
    /// <param name="hash">Receives 32 bytes.</param>
    // A plain hash, without salt or work factor: keys are 256 random bits, so there is nothing that a dictionary could
    // guess, and one lookup by hash serves every call of the gateway.
    public static void Hash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var written = Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes[..written], hash);
    }

    /// <summary>The SHA-256 of a key in lower-case hexadecimal digits.</summary>
    public static string HashText(string key)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(key, hash);
        return Convert.ToHexStringLower(hash);
    }
}
