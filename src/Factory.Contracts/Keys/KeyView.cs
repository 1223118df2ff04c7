using Factory.Contracts.Metering;

namespace Factory.Contracts.Keys;

/// <summary>A named key of the gateway as the API returns it. Its text is not stored.</summary>
/// <param name="Name">Its name; names of revoked keys are not reused.</param>
/// <param name="LastFour">The last four characters of its text.</param>
/// <param name="Budget">Hard cap over its whole life.</param>
/// <param name="Spent">Amount that was spent with it.</param>
/// <param name="Models">The models it grants, <c>provider/model</c>; empty for any.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
/// <param name="RevokedAt">When it was revoked; null when it was not.</param>
/// <param name="Status">Its current status.</param>
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

/// <summary>Status of a key.</summary>
public enum KeyStatus
{
    /// <summary>It is valid.</summary>
    Active,

    /// <summary>It has expired.</summary>
    Expired,

    /// <summary>It was revoked.</summary>
    Revoked,
}
