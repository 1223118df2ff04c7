using Orleans;
using Orleans.Runtime;

namespace Factory.TestKit.Grains;

/// <summary>A grain factory without a host: a test says what stands for a grain of an interface and a key. Every other way to name a grain is refused.</summary>
/// <remarks>What only one engine's interface asks for is in the file of that engine.</remarks>
public abstract partial class FakeGrainFactory : IGrainFactory
{
    /// <inheritdoc/>
    public abstract TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    /// <inheritdoc/>
    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    /// <inheritdoc/>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();
}
