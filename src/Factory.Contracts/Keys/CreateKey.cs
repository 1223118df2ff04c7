using Factory.Contracts.Metering;

namespace Factory.Contracts.Keys;

/// <summary>Asks for a named key of the gateway, for a tool that is no agent of the factory.</summary>
/// <param name="Name">1 to 40 lower-case letters, digits and dashes, first and last no dash; not used before.</param>
/// <param name="Budget">What may be spent with it over its whole life; above 0, at most 1,000,000 USD. The day's budget holds for it too.</param>
/// <param name="ExpiresIn">How long it is valid; 1 minute to 10 years; null forever.</param>
/// <param name="Models">The models it grants, <c>provider/model</c>; empty for any.</param>
[GenerateSerializer, Immutable, Alias("CreateKey")]
public sealed record CreateKey(
    [property: Id(0)] string Name,
    [property: Id(1)] Usd Budget,
    [property: Id(2)] TimeSpan? ExpiresIn,
    [property: Id(3)] IReadOnlyList<string> Models);

/// <summary>A new key. This is the only time that its text is seen.</summary>
/// <param name="Key">What is kept of it.</param>
/// <param name="Secret">The key: <c>fk-</c> and 43 characters. Clients put it where they put their vendor's.</param>
[GenerateSerializer, Immutable, Alias("KeyCreated")]
public sealed record KeyCreated([property: Id(0)] KeyView Key, [property: Id(1)] string Secret);
