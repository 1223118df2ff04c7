using Factory.Contracts.Models;

namespace Factory.Domain.Providers;

/// <summary>Where providers answer over HTTP and with which key: what the gateway needs of them, and the only place that hands out a real key.</summary>
public interface IProviderEndpoints
{
    /// <summary>
    /// The providers that are available on this machine and reached over HTTP, in the order of <c>models.json</c>. The same list for as long as the same configuration is in
    /// force, so that what is worked out from it can be kept with it.
    /// </summary>
    IReadOnlyList<ProviderConnection> Connections { get; }
}

/// <summary>How a provider is reached.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoints">
/// By API, the URL that the API's own path follows, without a slash at the end: <c>…/v1</c> for OpenAI's three, the host for Anthropic's
/// and Ollama's, <c>…/v1beta</c> for Gemini's.
/// </param>
/// <param name="Key">The real key; null when it needs none. Must never be logged or sent anywhere else.</param>
public sealed record ProviderConnection(ProviderDefinition Provider, IReadOnlyDictionary<ModelApi, Uri> Endpoints, string? Key)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => Provider.Name;
}
