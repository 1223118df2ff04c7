using System.Security.Cryptography;
using System.Text;

namespace Factory.Silo.Access;

/// <summary>
/// The secret that every request must carry. Its text form is dots, so that it cannot be logged by accident.
/// </summary>
public sealed class AccessToken
{
    // FixedTimeEquals returns at once when the lengths differ. Hashes always have the same length, so not even the
    // length of the token can be measured.
    private readonly byte[] _hash;

    /// <summary>Wraps a token.</summary>
    public AccessToken(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        Value = value;
        _hash = Hash(value);
    }

    /// <summary>The token itself.</summary>
    public string Value { get; }

    /// <summary>
    /// True when the text is the token. Compared in constant time, so that the time reveals nothing about the token.
    /// </summary>
    public bool Matches(string? text) => CryptographicOperations.FixedTimeEquals(_hash, Hash(text ?? ""));

    /// <inheritdoc/>
    public override string ToString() => "•••";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
