using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Models;

namespace Factory.Providers.Availability;

/// <summary>Addresses and keys of the providers that are available; looks again whenever the catalogue has been replaced.</summary>
internal sealed class ProviderEndpointResolver(IProviderAvailability availability, Func<string, string?> variable) : IProviderEndpoints
{
    private Snapshot? _snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderConnection> Connections
    {
        get
        {
            var providers = availability.Providers;
            var look = Volatile.Read(ref _snapshot);
            if (!ReferenceEquals(look?.Providers, providers))
            {
                look = new Snapshot(providers, [.. providers.Where(p => p.IsAvailable).Select(p => Connect(p.Provider)).OfType<ProviderConnection>()]);
                Volatile.Write(ref _snapshot, look);
            }

            return look!.Connections;
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

    private Dictionary<string, Uri> EndpointsOf(ProviderDefinition provider, Uri endpoint)
    {
        var spoken = new Dictionary<string, Uri>(StringComparer.Ordinal);

        // A variable that names another server says nothing about what else that one speaks, and the key of this one must not go to the addresses in the file.
        if (ProviderEndpoint.FromEnvironment(provider, variable) is null)
        {
            foreach (var (protocol, url) in provider.Endpoints)
            {
                spoken[protocol] = new Uri(url);
            }
        }

        switch (provider.Wire)
        {
            case WireNames.OpenAI:
                spoken.TryAdd(ModelApiNames.Chat, endpoint);
                break;
            case WireNames.Anthropic:
                spoken.TryAdd(ModelApiNames.Messages, endpoint);
                break;
            case WireNames.Ollama:
                // Its copies of other vendors' protocols take no context size, and cut what is longer than the server's default silently.
                spoken.Clear();
                spoken[ModelApiNames.Ollama] = endpoint;
                break;
        }

        return spoken;
    }

    private sealed record Snapshot(IReadOnlyList<ProviderAvailability> Providers, IReadOnlyList<ProviderConnection> Connections);
}
