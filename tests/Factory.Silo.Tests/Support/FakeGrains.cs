using Factory.TestKit.Grains;

namespace Factory.Silo.Tests.Support;

/// <summary>Grains as plain objects, one for each interface and key.</summary>
internal sealed class FakeGrains : FakeGrainFactory
{
    private readonly Dictionary<Type, Func<string, object>> _makers = [];
    private readonly Dictionary<(Type, string), object> _made = [];

    public FakeGrains Add<T>(Func<string, T> make)
        where T : class
    {
        _makers[typeof(T)] = make;
        return this;
    }

    public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
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
}
