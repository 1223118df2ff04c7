using Factory.Storage.Outbox;
using Factory.Storage.Sqlite;

namespace Factory.Storage.Writing;

/// <summary>What a write sees while it runs: the connection inside its transaction, and a place for what must be told after the commit.</summary>
internal sealed class WriteContext(SqliteStatements db, Action<FaultPoint>? probe)
{
    private readonly List<StoredOutboxMessage> _messages = [];

    /// <summary>The writing connection.</summary>
    public SqliteStatements Db { get; } = db;

    /// <summary>Position of the newest event of this batch; 0 when it has none.</summary>
    public long LastEvent { get; private set; }

    /// <summary>The outbox messages of this batch.</summary>
    public IReadOnlyList<StoredOutboxMessage> Messages => _messages;

    public void AddEvent(long seq) => LastEvent = seq;

    public void AddMessage(StoredOutboxMessage wakeUp) => _messages.Add(wakeUp);

    /// <summary>Tells tests how far the write is; they make it fail there.</summary>
    public void ReachFaultPoint(FaultPoint point) => probe?.Invoke(point);

    /// <summary>Where a write begins, to take back what it told when it fails alone.</summary>
    public (long LastEvent, int WakeUps) CreateSavepoint() => (LastEvent, _messages.Count);

    public void RollbackTo((long LastEvent, int WakeUps) mark)
    {
        LastEvent = mark.LastEvent;
        _messages.RemoveRange(mark.WakeUps, _messages.Count - mark.WakeUps);
    }
}

/// <summary>Steps of a write at which tests inject failures.</summary>
internal enum FaultPoint
{
    BatchStarted,
    StateWritten,
    IndexWritten,
    EventsWritten,
    MessagesWritten,
    BeforeCommit,
}
