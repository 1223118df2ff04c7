namespace Factory.Domain.States;

/// <summary>Reads the states themselves: what recovery relies on, because the index is only a copy. Implemented by the storage.</summary>
public interface IStateScanner
{
    /// <summary>Every state kept under this name, one after the other, as its own type.</summary>
    /// <param name="stateName">The name in <c>[PersistentState(name, …)]</c>.</param>
    IAsyncEnumerable<ScannedState<T>> ScanAsync<T>(string stateName, CancellationToken cancellationToken);
}

/// <summary>A state as it lies in the store.</summary>
public sealed record ScannedState<T>(string Key, T State);
