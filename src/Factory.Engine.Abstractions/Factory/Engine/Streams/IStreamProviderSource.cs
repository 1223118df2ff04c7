using Orleans.Streams;

namespace Factory.Engine.Streams;

/// <summary>Finds stream providers by name; the host implements it.</summary>
public interface IStreamProviderSource
{
    /// <exception cref="KeyNotFoundException">No provider of that name is registered.</exception>
    IStreamProvider GetStreamProvider(string name);
}
