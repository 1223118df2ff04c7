namespace Factory.Domain.States;

/// <summary>
/// Reads all states of a name. Recovery uses it instead of the index, which is only derived from the states.
/// Implemented by the storage.
/// </summary>
public interface IStateScanner
{
    /// <summary>All states of a name, in the order of their keys.</summary>
    /// <typeparam name="T">The type in <c>IPersistentState&lt;T&gt;</c>.</typeparam>
    /// <param name="stateName">The name in <c>[PersistentState(name, …)]</c>.</param>
    IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(string stateName, CancellationToken cancellationToken);
}

/// <summary>A stored state.</summary>
/// <typeparam name="T">Type of the state.</typeparam>
/// <param name="Key">Key of the grain.</param>
/// <param name="State">The state.</param>
public sealed record ScannedState<T>(string Key, T State);
