using Factory.Engine.Streams;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams, from outside of grains.</summary>
public static class ClientStreamingExtensions
{
    /// <summary>The stream provider of that name.</summary>
    /// <exception cref="KeyNotFoundException">No provider of that name is registered.</exception>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return client.ServiceProvider.GetService(typeof(IStreamProviderSource)) is IStreamProviderSource source
            ? source.GetStreamProvider(name)
            : throw new KeyNotFoundException($"Stream provider '{name}' not found: this client has no streams.");
    }
}
