using Factory.Contracts.Events;

namespace Factory.Domain.Events;

/// <summary>Reads committed events in the order of their commits. Implemented by the storage.</summary>
public interface IEventLog
{
    /// <summary>Events after a position.</summary>
    /// <param name="after">Position of the last event already known; 0 for all.</param>
    /// <param name="limit">Maximum number of events, 1 to 10,000.</param>
    /// <param name="run">Only events of this run; null for all.</param>
    Task<IReadOnlyList<FactoryEvent>> ReadAsync(long after, int limit, RunId? run, CancellationToken cancellationToken);

    /// <summary>Position of the newest event; 0 when there is none.</summary>
    Task<long> GetLastSeqAsync(CancellationToken cancellationToken);

    /// <summary>Completes when an event after this position is committed; at once when there already is one.</summary>
    Task WaitAsync(long after, CancellationToken cancellationToken);
}
