using Factory.Engine.Activations;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams, from inside a grain.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>The stream provider of that name.</summary>
    /// <exception cref="KeyNotFoundException">No provider of that name is registered.</exception>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => GetStreamProvider((IGrainBase)grain, name);

    /// <inheritdoc cref="GetStreamProvider(Grain, string)"/>
    public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ActivationScope.Of(grain.GrainContext).GetStreamProvider(name);
    }
}
