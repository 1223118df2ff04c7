using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Factory.Domain.Keys;

/// <summary>What a key of the gateway looks like: <c>fk-</c> and 43 characters of base64url, 256 random bits. What is kept is its SHA-256.</summary>
public static class VirtualKeyFormat
{
    /// <value>What every key begins with.</value>
    public const string Prefix = "fk-";

    /// <value>Characters of a key: 46.</value>
    public const int Length = 46;

    /// <summary>A new key.</summary>
    public static string Generate()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        return Prefix + Base64Url.EncodeToString(random);
    }

    /// <summary>False for text that can be no key; says nothing about whether there is one.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => text.Length == Length && text.StartsWith(Prefix) && !text.ContainsAnyExceptInRange('-', 'z');

    /// <summary>The 32 bytes that are kept of a key.</summary>
    public static void Hash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        var written = Encoding.UTF8.GetBytes(key, bytes);
        SHA256.HashData(bytes[..written], hash);
    }

    /// <summary>The hash as text.</summary>
    public static string HashText(string key)
    {
        Span<byte> hash = stackalloc byte[32];
        Hash(key, hash);
        return Convert.ToHexStringLower(hash);
    }
}
