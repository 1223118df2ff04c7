using Factory.Contracts.Errors;

namespace Factory.Domain.Health;

/// <summary>Whether the store takes writes just now. Implemented by the storage.</summary>
public interface IStorageHealth
{
    /// <summary>Why nothing should be begun: the disk is full or nearly so, the folder is read-only, the file is damaged; null when all is well.</summary>
    Problem? Problem { get; }

    /// <summary>Completes when there is no problem; at once when there is none.</summary>
    Task WaitAsync(CancellationToken cancellationToken);
}
