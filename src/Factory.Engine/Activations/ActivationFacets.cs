using Factory.Engine.State;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Runtime;

namespace Factory.Engine.Activations;

/// <summary>Supplies the constructor of one grain object.</summary>
internal sealed class ActivationFacets(Activation activation, ActivationHost host) : IActivationFacets
{
    private List<IStorage>? _states;

    /// <summary>The states that the constructor asked for; they are read before the grain is told that it is active.</summary>
    public IReadOnlyList<IStorage> States => _states ?? [];

    public IGrainContext Context => activation;

    public IPersistentState<TState> State<TState>(string stateName, string? storageName)
    {
        var state = new PersistentState<TState>(activation, stateName, host.Stores.Find(storageName, stateName));
        (_states ??= []).Add(state);
        return state;
    }

    public T Service<T>()
        where T : notnull => activation.ActivationServices.GetRequiredService<T>();

    public T Service<T>(object key)
        where T : notnull => activation.ActivationServices.GetRequiredKeyedService<T>(key);

    public T? OptionalService<T>() => activation.ActivationServices.GetService<T>();
}
