using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>Tells the constructor of <see cref="Orleans.Grain"/> which activation it is built for.</summary>
public static class ActivationScope
{
    [ThreadStatic]
    private static IActivation? _current;

    /// <summary>The activation under construction on this thread; null outside of a host.</summary>
    public static IActivation? Current => _current;

    /// <summary>Runs a constructor for the activation. Constructors are synchronous, so a thread-bound slot is enough.</summary>
    public static object Construct(IActivation activation, Func<IActivationFacets, object> create, IActivationFacets facets)
    {
        var outer = _current;
        _current = activation;
        try
        {
            return create(facets);
        }
        finally
        {
            _current = outer;
        }
    }

    internal static IActivation Of(IGrainContext context) =>
        context as IActivation ?? throw new InvalidOperationException("The grain was created outside of a host.");
}
