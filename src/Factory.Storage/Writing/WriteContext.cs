using Factory.Storage.Outbox;
using Factory.Storage.Sqlite;

namespace Factory.Storage.Writing;

/// <summary>
/// Context of the writes of one batch: the connection with the open transaction, and the events and messages to publish
/// after the commit.
/// </summary>
internal sealed class WriteContext(SqliteStatements db, Action<FaultPoint>? probe)
{
    private readonly List<StoredOutboxMessage> _messages = [];

    /// <summary>The writing connection.</summary>
    public SqliteStatements Db { get; } = db;

    /// <summary>Position of the newest event of this batch; 0 when it has none.</summary>
    public long LastEvent { get; private set; }

    /// <summary>The outbox messages of this batch.</summary>
    public IReadOnlyList<StoredOutboxMessage> Messages => _messages;

    /// <summary>Records the position of an event that was written.</summary>
    public void AddEvent(long seq) => LastEvent = seq;

    /// <summary>Records a message that is to be published after the commit.</summary>
    public void AddMessage(StoredOutboxMessage message) => _messages.Add(message);

    /// <summary>Reports a step of the write to the tests that inject a failure there.</summary>
    public void ReachFaultPoint(FaultPoint point) => probe?.Invoke(point);

    /// <summary>What has been recorded so far, for <see cref="RollbackTo"/>.</summary>
    public (long LastEvent, int Messages) CreateSavepoint() => (LastEvent, _messages.Count);

    /// <summary>Drops what was recorded since: rows that were rolled back must not be published.</summary>
    public void RollbackTo((long LastEvent, int Messages) savepoint)
    {
        LastEvent = savepoint.LastEvent;
        _messages.RemoveRange(savepoint.Messages, _messages.Count - savepoint.Messages);
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
