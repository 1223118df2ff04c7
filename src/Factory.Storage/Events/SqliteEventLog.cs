using Factory.Contracts.Events;
using Factory.Domain.Events;

namespace Factory.Storage.Events;

/// <summary>
/// Reads committed events. Every position that <see cref="WaitAsync"/> or <see cref="GetLastSeqAsync"/> reported can be
/// read, because both follow the commit.
/// </summary>
internal sealed class SqliteEventLog(FactoryDatabase database) : IEventLog
{
    private const string ReadAll = $"SELECT {EventRow.Columns} FROM events WHERE seq > $1 ORDER BY seq LIMIT $2";
    private const string ReadRun = $"SELECT {EventRow.Columns} FROM events WHERE run = $3 AND seq > $1 ORDER BY seq LIMIT $2";

    /// <inheritdoc/>
    public Task<IReadOnlyList<FactoryEvent>> ReadAsync(long after, int limit, RunId? run, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        return database.Reads.ReadAsync<IReadOnlyList<FactoryEvent>>(
            db => run is { } id
                ? db.List(EventRow.Read, ReadRun, after, limit, id.Value)
                : db.List(EventRow.Read, ReadAll, after, limit),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> GetLastSeqAsync(CancellationToken cancellationToken) => Task.FromResult(database.Events.Last);

    /// <inheritdoc/>
    public Task WaitAsync(long after, CancellationToken cancellationToken) => database.Events.WaitAsync(after, cancellationToken);
}
