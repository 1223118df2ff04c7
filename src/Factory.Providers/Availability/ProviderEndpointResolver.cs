using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Models;

namespace Factory.Providers.Availability;

/// <summary>Addresses and keys of the providers that are available; looks again whenever the catalogue has been replaced.</summary>
internal sealed class ProviderEndpointResolver(IProviderAvailability availability, Func<string, string?> variable) : IProviderEndpoints
{
    private Look? _last;

    /// <inheritdoc/>
    public IReadOnlyList<ProviderConnection> Connections
    {
        get
        {
            var providers = availability.Providers;
            var look = Volatile.Read(ref _last);
            if (!ReferenceEquals(look?.Providers, providers))
            {
                look = new Look(providers, [.. providers.Where(p => p.IsAvailable).Select(p => Connect(p.Provider)).OfType<ProviderConnection>()]);
                Volatile.Write(ref _last, look);
            }

            return look!.Connections;
        }
    }

    private ProviderConnection? Connect(ProviderDefinition provider)
    {
        if (ProviderEndpoint.Resolve(provider, variable) is not { } address)
        {
            return null;
        }

        var key = provider.KeyVariable is { } name ? variable(name)?.Trim() : null;
        return new ProviderConnection(provider, Speaks(provider, address), string.IsNullOrEmpty(key) ? null : key);
    }

    private Dictionary<string, Uri> Speaks(ProviderDefinition provider, Uri address)
    {
        var spoken = new Dictionary<string, Uri>(StringComparer.Ordinal);

        // A variable that names another server says nothing about what else that one speaks, and the key of this one must not go to the addresses in the file.
        if (ProviderEndpoint.Override(provider, variable) is null)
        {
            foreach (var (protocol, url) in provider.Endpoints)
            {
                spoken[protocol] = new Uri(url);
            }
        }

        switch (provider.Wire)
        {
            case WireNames.OpenAI:
                spoken.TryAdd(ProtocolNames.Chat, address);
                break;
            case WireNames.Anthropic:
                spoken.TryAdd(ProtocolNames.Messages, address);
                break;
            case WireNames.Ollama:
                // Its copies of other vendors' protocols take no context size, and cut what is longer than the server's default without a word.
                spoken.Clear();
                spoken[ProtocolNames.Ollama] = address;
                break;
        }

        return spoken;
    }

    private sealed record Look(IReadOnlyList<ProviderAvailability> Providers, IReadOnlyList<ProviderConnection> Connections);
}
