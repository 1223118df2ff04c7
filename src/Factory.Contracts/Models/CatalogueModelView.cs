using Factory.Contracts.Metering;

namespace Factory.Contracts.Models;

/// <summary>
/// A model of the catalogue, with its prices and its provider's health. Prices are US dollars per million tokens.
/// </summary>
/// <param name="Model"><c>provider/model</c>.</param>
/// <param name="Tier">Its step of the cost pyramid.</param>
/// <param name="IsAvailable">True when it can be used on this machine.</param>
/// <param name="Reason">How its provider was found, or what is missing.</param>
/// <param name="InputPrice">Price of input tokens.</param>
/// <param name="CachedInputPrice">Price of input tokens that are read from the cache.</param>
/// <param name="CacheWritePrice">Price of input tokens that are written to the cache; null when it is that of
/// input.</param>
/// <param name="OutputPrice">Price of output tokens.</param>
/// <param name="ContextTokens">Maximum of input and output together.</param>
/// <param name="MaxOutputTokens">Maximum length of a response.</param>
/// <param name="Capabilities">Its capabilities.</param>
/// <param name="PriceSource">Where the price is published.</param>
/// <param name="PriceDate">When it was read there.</param>
/// <param name="AcceptsCalls">False while its provider accepts no calls.</param>
/// <param name="QuotaRemaining">The remaining part of the provider's quota, 0 to 1; null when it has none, or it is
/// unknown.</param>
/// <param name="UnavailableUntil">When the provider accepts calls again; null while it does, or when unknown.</param>
/// <param name="UnavailableReason">Why it accepts none; null while it does.</param>
[GenerateSerializer, Immutable, Alias("CatalogueModelView")]
public sealed record CatalogueModelView(
    [property: Id(0)] ModelRef Model,
    [property: Id(1)] ModelTier Tier,
    [property: Id(2)] bool IsAvailable,
    [property: Id(3)] string Reason,
    [property: Id(4)] Usd InputPrice,
    [property: Id(5)] Usd CachedInputPrice,
    [property: Id(6)] Usd? CacheWritePrice,
    [property: Id(7)] Usd OutputPrice,
    [property: Id(8)] int ContextTokens,
    [property: Id(9)] int MaxOutputTokens,
    [property: Id(10)] IReadOnlyList<string> Capabilities,
    [property: Id(11)] string PriceSource,
    [property: Id(12)] DateOnly PriceDate,
    [property: Id(13)] bool AcceptsCalls,
    [property: Id(14)] double? QuotaRemaining,
    [property: Id(15)] DateTimeOffset? UnavailableUntil,
    [property: Id(16)] string? UnavailableReason);
