using Factory.Contracts.Metering;

namespace Factory.Domain.Keys;

/// <summary>
/// Receives the named keys from their grain, so that the gateway can look them up without a grain call. Implemented
/// with <see cref="IVirtualKeyStore"/>.
/// </summary>
public interface INamedKeyRegistry
{
    /// <summary>Adds a key, or replaces the one of the same name.</summary>
    void AddOrUpdate(NamedKey key);
}

/// <summary>A named key as it is stored: its hash, never its text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its text, in lower-case hexadecimal digits.</param>
/// <param name="LastFour">The last four characters of its text.</param>
/// <param name="Budget">What may be spent with it.</param>
/// <param name="Models">The models it grants; empty for any.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
public sealed record NamedKey(
    string Name,
    string Hash,
    string LastFour,
    Usd Budget,
    IReadOnlyList<string> Models,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt);
