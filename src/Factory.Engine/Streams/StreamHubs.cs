using System.Collections.Frozen;
using Factory.Engine.Activations;
using Factory.Engine.Catalog;
using Factory.Engine.Hosting;
using Factory.Engine.Identity;
using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>The stream providers, by name.</summary>
internal sealed class StreamHubs(EngineOptions options, ActivationHost host, GrainCatalog catalog, IIdSource ids) : IStreamProviderSource
{
    private readonly FrozenDictionary<string, StreamHub> _hubs =
        options.StreamProviders.ToFrozenDictionary(name => name, name => new StreamHub(name, host, catalog, ids), StringComparer.Ordinal);

    public IStreamProvider GetStreamProvider(string name) =>
        _hubs.TryGetValue(name, out var hub)
            ? hub
            : throw new KeyNotFoundException($"Stream provider '{name}' not found: add it to {nameof(EngineOptions)}.{nameof(EngineOptions.StreamProviders)}.");

    /// <summary>Events that wait for their subscribers.</summary>
    public int WaitingCount => _hubs.Values.Sum(hub => hub.WaitingCount);

    public void Start()
    {
        foreach (var hub in _hubs.Values)
        {
            hub.IsStopping = false;
        }
    }

    public void Stop()
    {
        foreach (var hub in _hubs.Values)
        {
            hub.Stop();
        }
    }
}
