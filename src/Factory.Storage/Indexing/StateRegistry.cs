using Factory.Domain.Indexing;
using Factory.Domain.States;
using Factory.Storage.States;

namespace Factory.Storage.Indexing;

/// <summary>
/// The states that keep index rows, with the type to read each as, so that the index can be rebuilt without activating
/// grains.
/// </summary>
public sealed class StateRegistry
{
    private readonly SortedDictionary<string, RegisteredState> _states = new(StringComparer.Ordinal);

    /// <summary>The registered names, sorted.</summary>
    public IReadOnlyCollection<string> Names => _states.Keys;

    internal IEnumerable<RegisteredState> States => _states.Values;

    /// <summary>Registers a state. Registering the same name and type again has no effect.</summary>
    /// <typeparam name="T">The type in <c>IPersistentState&lt;T&gt;</c>.</typeparam>
    /// <param name="stateName">The name in <c>[PersistentState(name, …)]</c>.</param>
    /// <returns>This registry, for chaining.</returns>
    /// <exception cref="ArgumentException">The name is registered with another type.</exception>
    public StateRegistry Register<T>(string stateName)
        where T : IDurableState
    {
        ArgumentException.ThrowIfNullOrEmpty(stateName);
        if (_states.TryGetValue(stateName, out var known) && known.Type != typeof(T))
        {
            throw new ArgumentException(
                $"State '{stateName}' is registered as {known.Type} already; state names are unique.",
                nameof(stateName));
        }

        _states[stateName] = new RegisteredState(stateName, typeof(T), static row => StateJson.Read<T>(row)?.ToIndexRow());
        return this;
    }

    internal bool Contains(string stateName) => _states.ContainsKey(stateName);
}

/// <summary>A state name and how its rows become index rows.</summary>
internal sealed record RegisteredState(string Name, Type Type, Func<StateRow, IndexRow?> ToIndexRow);
