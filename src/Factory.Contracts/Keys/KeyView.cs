using Factory.Contracts.Metering;

namespace Factory.Contracts.Keys;

/// <summary>A named key of the gateway as the API returns it. The key itself is kept nowhere.</summary>
/// <param name="Name">Its name, forever: a revoked key's name is not used again.</param>
/// <param name="LastFour">The key's last four characters, to tell keys apart.</param>
/// <param name="Budget">What may be spent with it over its whole life.</param>
/// <param name="Spent">What was spent with it.</param>
/// <param name="Models">The models it grants, <c>provider/model</c>; empty for any.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it is revoked; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
/// <param name="Status">Whether it is valid now.</param>
[GenerateSerializer, Immutable, Alias("KeyView")]
public sealed record KeyView(
    [property: Id(0)] string Name,
    [property: Id(1)] string LastFour,
    [property: Id(2)] Usd Budget,
    [property: Id(3)] Usd Spent,
    [property: Id(4)] IReadOnlyList<string> Models,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset? ExpiresAt,
    [property: Id(7)] DateTimeOffset? RevokedAt,
    [property: Id(8)] KeyStatus Status);

/// <summary>Whether a key is valid.</summary>
public enum KeyStatus
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>It was revoked.</summary>
    Revoked,
}
