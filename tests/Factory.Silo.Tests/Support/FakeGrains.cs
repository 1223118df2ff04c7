using Orleans;
using Orleans.Runtime;

namespace Factory.Silo.Tests.Support;

/// <summary>Grains as plain objects, one for each interface and key.</summary>
internal sealed class FakeGrains : IGrainFactory
{
    private readonly Dictionary<Type, Func<string, object>> _makers = [];
    private readonly Dictionary<(Type, string), object> _made = [];

    public FakeGrains Add<T>(Func<string, T> make)
        where T : class
    {
        _makers[typeof(T)] = make;
        return this;
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        lock (_made)
        {
            if (!_made.TryGetValue((typeof(TGrainInterface), primaryKey), out var grain))
            {
                _made[(typeof(TGrainInterface), primaryKey)] = grain = _makers[typeof(TGrainInterface)](primaryKey);
            }

            return (TGrainInterface)grain;
        }
    }

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => throw new NotSupportedException();

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => throw new NotSupportedException();
}
