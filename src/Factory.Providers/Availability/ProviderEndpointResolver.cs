using Factory.Contracts.Models;
using Factory.Domain.Providers;
using Factory.Providers.Models;

namespace Factory.Providers.Availability;

/// <summary>
/// Addresses and keys of the providers that are available; resolved again when the catalogue is replaced.
/// </summary>
internal sealed class ProviderEndpointResolver(IProviderAvailability availability, Func<string, string?> variable) : IProviderEndpoints
{
    private Snapshot? _snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderConnection> Connections
    {
        get
        {
            var providers = availability.Providers;
            var snapshot = Volatile.Read(ref _snapshot);
            if (!ReferenceEquals(snapshot?.Providers, providers))
            {
                snapshot = new Snapshot(
                    providers,
                    [.. providers.Where(p => p.IsAvailable).Select(p => Connect(p.Provider)).OfType<ProviderConnection>()]);
                Volatile.Write(ref _snapshot, snapshot);
            }

            return snapshot!.Connections;
        }
    }

    private ProviderConnection? Connect(ProviderDefinition provider)
    {
        if (ProviderEndpoint.Resolve(provider, variable) is not { } endpoint)
        {
            return null;
        }

        var key = provider.KeyVariable is { } name ? variable(name)?.Trim() : null;
        return new ProviderConnection(provider, EndpointsOf(provider, endpoint), string.IsNullOrEmpty(key) ? null : key);
    }

    private Dictionary<ModelApi, Uri> EndpointsOf(ProviderDefinition provider, Uri endpoint)
    {
        if (provider.Api == ModelApi.OllamaChat)
        {
            // Ollama's copies of other vendors' APIs take no context size, and silently cut what is longer than the
            // server's default.
            return new() { [ModelApi.OllamaChat] = endpoint, [ModelApi.OllamaEmbeddings] = endpoint };
        }

        // A variable that names another server says nothing about the other APIs of that server, and this provider's
        // key, which is that server's now, must not go to the addresses in the file.
        var isOtherServer = ProviderEndpoint.FromEnvironment(provider, variable) is not null;
        var endpoints = isOtherServer ? [] : new Dictionary<ModelApi, Uri>(provider.Endpoints);
        endpoints.TryAdd(provider.Api, endpoint);
        return endpoints;
    }

    private sealed record Snapshot(IReadOnlyList<ProviderAvailability> Providers, IReadOnlyList<ProviderConnection> Connections);
}
