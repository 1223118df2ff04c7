using System.Security.Cryptography;
using System.Text;

namespace Factory.Silo.Access;

/// <summary>The secret that every request must carry. Prints as dots, so that it cannot slip into a log.</summary>
public sealed class AccessToken
{
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

    /// <summary>True when the text is the token. Takes the same time whatever the text is.</summary>
    public bool Matches(string? text) => CryptographicOperations.FixedTimeEquals(_hash, Hash(text ?? ""));

    /// <inheritdoc/>
    public override string ToString() => "•••";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
