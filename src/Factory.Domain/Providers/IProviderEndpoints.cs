using Factory.Contracts.Models;

namespace Factory.Domain.Providers;

/// <summary>
/// URLs and keys of the providers that are reached over HTTP, for the gateway. Nothing else returns a real key.
/// </summary>
public interface IProviderEndpoints
{
    /// <summary>
    /// The providers that are available on this machine and reached over HTTP, in the order of <c>models.json</c>. The
    /// same list object while the same configuration is in force, so that callers can cache what they derive from it.
    /// </summary>
    IReadOnlyList<ProviderConnection> Connections { get; }
}

/// <summary>URLs and key of a provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Endpoints">
/// By API, the URL that the API's own path is appended to, without a trailing slash: <c>…/v1</c> for OpenAI's three,
/// the host for Anthropic's and Ollama's, <c>…/v1beta</c> for Gemini's.
/// </param>
/// <param name="Key">The real key; null when it needs none. Must not be logged or sent to any other server.</param>
public sealed record ProviderConnection(ProviderDefinition Provider, IReadOnlyDictionary<ModelApi, Uri> Endpoints, string? Key)
{
    /// <summary>The name; never the key.</summary>
    public override string ToString() => Provider.Name;
}
