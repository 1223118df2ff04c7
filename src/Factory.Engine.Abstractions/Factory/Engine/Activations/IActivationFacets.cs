using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>Where generated constructors calls get their arguments from.</summary>
public interface IActivationFacets
{
    /// <summary>The activation itself, for parameters of type <see cref="IGrainContext"/>.</summary>
    IGrainContext Context { get; }

    /// <summary>A parameter with <see cref="PersistentStateAttribute"/>.</summary>
    IPersistentState<TState> State<TState>(string stateName, string? storageName);

    /// <summary>A required service.</summary>
    T Service<T>()
        where T : notnull;

    /// <summary>A required keyed service.</summary>
    T Service<T>(object key)
        where T : notnull;

    /// <summary>A service for a parameter that has a default or allows null.</summary>
    T? OptionalService<T>();
}
