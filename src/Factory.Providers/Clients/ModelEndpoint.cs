using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Clients;

/// <summary>A model with the address and key of its provider.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Model">The model.</param>
/// <param name="Endpoint">The base URL.</param>
/// <param name="Key">The key; null when there is none.</param>
internal sealed record ModelEndpoint(ProviderDefinition Provider, ModelDefinition Model, Uri Endpoint, string? Key);
