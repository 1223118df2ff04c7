using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Factory.Silo.Access;

/// <summary>Creates random secrets and their hashes.</summary>
internal static class Secret
{
    private const int Bytes = 32;

    /// <summary>32 random bytes as text that needs no escaping in headers, cookies and addresses.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>
    /// The hash that is stored instead of a secret. A plain hash suffices: 256 random bits cannot be guessed.
    /// </summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
