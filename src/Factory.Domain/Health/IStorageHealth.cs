using Factory.Contracts.Errors;

namespace Factory.Domain.Health;

/// <summary>Tells whether the store accepts writes. Implemented by the storage.</summary>
public interface IStorageHealth
{
    /// <summary>
    /// Why no work should be started: the disk is full or nearly full, the folder is read-only, or the file is damaged;
    /// null when it is healthy.
    /// </summary>
    Problem? Problem { get; }

    /// <summary>Completes when there is no problem; at once when there is none now.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
