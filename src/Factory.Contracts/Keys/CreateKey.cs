using Factory.Contracts.Metering;

namespace Factory.Contracts.Keys;

/// <summary>Requests a named key of the gateway, for a program that is not an agent of the factory.</summary>
/// <param name="Name">1 to 40 lower-case letters, digits and dashes, without a dash at the beginning or end; never used
/// before.</param>
/// <param name="Budget">Hard cap over its whole life, above 0 and at most 1,000,000 USD. The day's budget applies
/// too.</param>
/// <param name="ExpiresIn">How long it is valid; 1 minute to 10 years; null for no expiry.</param>
/// <param name="Models">The models it grants, <c>provider/model</c>; empty for any.</param>
[GenerateSerializer, Immutable, Alias("CreateKey")]
public sealed record CreateKey(
    [property: Id(0)] string Name,
    [property: Id(1)] Usd Budget,
    [property: Id(2)] TimeSpan? ExpiresIn,
    [property: Id(3)] IReadOnlyList<string> Models);

/// <summary>A new key. Its text is returned only here.</summary>
/// <param name="Key">The key as it is stored.</param>
/// <param name="Secret">The key: <c>fk-</c> and 43 characters. Clients send it in place of their provider's
/// key.</param>
[GenerateSerializer, Immutable, Alias("KeyCreated")]
public sealed record KeyCreated([property: Id(0)] KeyView Key, [property: Id(1)] string Secret);
