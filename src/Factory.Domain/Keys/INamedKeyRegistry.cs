using Factory.Contracts.Metering;

namespace Factory.Domain.Keys;

/// <summary>Where the virtual keys grain puts the named keys that the gateway looks up. Implemented beside <see cref="IVirtualKeyStore"/>.</summary>
public interface INamedKeyRegistry
{
    /// <summary>Adds a key or replaces what is known of it.</summary>
    void AddOrUpdate(NamedKey key);
}

/// <summary>A named key as it is kept: never its text.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its text, in lower-case hexadecimal digits.</param>
/// <param name="LastFour">The last four characters of its text.</param>
/// <param name="Budget">What may be spent with it.</param>
/// <param name="Models">The models it grants; empty for any.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it is revoked; null for never.</param>
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
