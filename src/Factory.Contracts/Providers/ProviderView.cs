using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Contracts.Providers;

/// <summary>A model provider as the API returns it.</summary>
/// <param name="Name">Its name in <c>models.json</c>.</param>
/// <param name="Available">True when Kev may route to it now.</param>
/// <param name="Reason">How it was found, or why it is not available: <c>OPENAI_API_KEY is not set</c>.</param>
/// <param name="Models">Its models.</param>
/// <param name="Calls">Model calls so far.</param>
/// <param name="Failures">Calls that failed.</param>
/// <param name="LastError">Message of the last failure; null when there was none.</param>
[GenerateSerializer, Immutable, Alias("ProviderView")]
public sealed record ProviderView(
    [property: Id(0)] string Name,
    [property: Id(1)] bool Available,
    [property: Id(2)] string Reason,
    [property: Id(3)] IReadOnlyList<ModelView> Models,
    [property: Id(4)] long Calls,
    [property: Id(5)] long Failures,
    [property: Id(6)] string? LastError);

/// <summary>A model as the API returns it. Prices are US dollars per million tokens.</summary>
/// <param name="Name">The provider's name of the model.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="InputPrice">Price of input tokens.</param>
/// <param name="OutputPrice">Price of output tokens.</param>
/// <param name="ContextTokens">Maximum of input and output together.</param>
/// <param name="Capabilities">Its capabilities.</param>
[GenerateSerializer, Immutable, Alias("ModelView")]
public sealed record ModelView(
    [property: Id(0)] string Name,
    [property: Id(1)] ModelTier Tier,
    [property: Id(2)] Usd InputPrice,
    [property: Id(3)] Usd OutputPrice,
    [property: Id(4)] int ContextTokens,
    [property: Id(5)] IReadOnlyList<string> Capabilities);
