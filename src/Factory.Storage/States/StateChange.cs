using System.Globalization;
using Factory.Domain.Indexing;
using Factory.Domain.Outbox;
using Factory.Domain.States;
using Factory.Storage.Events;
using Factory.Storage.Indexing;
using Factory.Storage.Outbox;
using Factory.Storage.Writing;
using Orleans.Storage;

namespace Factory.Storage.States;

/// <summary>
/// One write or deletion of a state with its index row, events and messages. It is a snapshot that is taken before the
/// caller waits for the writer, so that later changes of the grain's state are not written with it.
/// </summary>
internal sealed class StateChange
{
    private StateChange(string name, string key, string? etag, IDurableState? durable, StorageOptions options, DateTimeOffset now)
    {
        Name = name;
        Key = key;
        Etag = etag;
        Now = now.UtcTicks;
        Events = durable is null ? [] : [.. durable.PendingEvents.Select(e => EventRow.From(e, options.RedactEventText))];
        Messages = durable is null ? [] : [.. durable.PendingMessages];
    }

    public string Name { get; }

    public string Key { get; }

    /// <summary>The etag that the grain last read or wrote; null when it has seen no record.</summary>
    public string? Etag { get; }

    public long Now { get; }

    public EventRow[] Events { get; }

    public OutboxMessage[] Messages { get; }

    private string Type { get; init; } = "";

    private int Version { get; init; }

    private byte[] Payload { get; init; } = [];

    private IndexRow? Index { get; init; }

    private bool IsIndexed { get; init; }

    /// <summary>A snapshot of a state that is to be written.</summary>
    /// <exception cref="InvalidOperationException">The state keeps an index row but is not registered.</exception>
    public static StateChange ToWrite<T>(string name, string key, string? etag, T? state, StorageOptions options, DateTimeOffset now)
    {
        var durable = state as IDurableState;
        var index = durable?.ToIndexRow();
        if (index is not null && !options.States.Contains(name))
        {
            throw new InvalidOperationException(
                $"State '{name}' keeps an index row but is not registered, so the index could not be rebuilt: add " +
                $"options.States.Register<…>(\"{name}\") where the store is set up.");
        }

        return new StateChange(name, key, etag, durable, options, now)
        {
            Type = StateType<T>.Alias,
            Version = StateType<T>.Version,
            Payload = StateJson.Write(state),
            Index = index,
            IsIndexed = durable is not null,
        };
    }

    /// <summary>A snapshot of what is pending in a state that is to be deleted.</summary>
    public static StateChange ToClear<T>(string name, string key, string? etag, T? state, StorageOptions options, DateTimeOffset now) =>
        new(name, key, etag, state as IDurableState, options, now);

    /// <summary>Writes the state with all that follows from it; returns the new etag.</summary>
    /// <exception cref="InconsistentStateException">The stored etag is another one.</exception>
    public string Write(WriteContext context)
    {
        var etag = Etag is null ? Insert(context) : Update(context);
        context.ReachFaultPoint(FaultPoint.StateWritten);
        if (IsIndexed)
        {
            IndexRows.Set(context.Db, Name, Key, Index);
        }

        context.ReachFaultPoint(FaultPoint.IndexWritten);
        WriteEventsAndMessages(context);
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Deletes the state and, by the foreign key, its index row.</summary>
    /// <exception cref="InconsistentStateException">The stored etag is another one.</exception>
    public bool Clear(WriteContext context)
    {
        if (Etag is null)
        {
            if (StateRow.Find(context.Db, Name, Key) is { } row)
            {
                throw Conflict(row.Etag);
            }
        }
        else if (context.Db.Execute("DELETE FROM states WHERE name = $1 AND key = $2 AND etag = $3", Name, Key, ParsedEtag()) == 0)
        {
            throw Conflict(StateRow.Find(context.Db, Name, Key)?.Etag);
        }
        else
        {
            // Without the floor, a state that is created again would start at etag 1: an activation elsewhere that
            // still holds etag 1 of the deleted record could then overwrite the new one (ABA).
            context.Db.Execute("UPDATE settings SET value = max(value, $1) WHERE name = 'etag_floor'", ParsedEtag());
        }

        context.ReachFaultPoint(FaultPoint.StateWritten);
        WriteEventsAndMessages(context);
        return true;
    }

    private void WriteEventsAndMessages(WriteContext context)
    {
        foreach (var row in Events)
        {
            context.AddEvent(row.Insert(context.Db));
        }

        context.ReachFaultPoint(FaultPoint.EventsWritten);
        foreach (var message in Messages)
        {
            context.AddMessage(StoredOutboxMessage.Insert(context.Db, message, Now));
        }

        context.ReachFaultPoint(FaultPoint.MessagesWritten);
    }

    // The payload is bound as UTF-8 bytes, which saves a conversion to UTF-16; CAST stores it as text, so that SQLite's
    // JSON functions read it.
    private long Insert(WriteContext context) =>
        context.Db.ExecuteScalar(
            """
            INSERT INTO states (name, key, type, version, etag, payload, updated_at)
            VALUES ($1, $2, $3, $4, (SELECT value FROM settings WHERE name = 'etag_floor') + 1, CAST($5 AS TEXT), $6)
            ON CONFLICT DO NOTHING RETURNING etag
            """,
            Name, Key, Type, Version, Payload, Now)
        ?? throw Conflict(StateRow.Find(context.Db, Name, Key)?.Etag);

    // The etag in the WHERE clause is the optimistic lock: of two activations that read the same record, the second one
    // updates no row.
    private long Update(WriteContext context) =>
        context.Db.ExecuteScalar(
            """
            UPDATE states SET type = $3, version = $4, etag = etag + 1, payload = CAST($5 AS TEXT), updated_at = $6
            WHERE name = $1 AND key = $2 AND etag = $7 RETURNING etag
            """,
            Name, Key, Type, Version, Payload, Now, ParsedEtag())
        ?? throw Conflict(StateRow.Find(context.Db, Name, Key)?.Etag);

    /// <summary>The etag as a number; -1, which no record has, for text that this store did not produce.</summary>
    private long ParsedEtag() => long.TryParse(Etag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag) ? etag : -1;

    private InconsistentStateException Conflict(long? stored) => new(
        $"State '{Name}' of '{Key}' was written by another activation in the meantime: read it again and repeat the change.",
        stored?.ToString(CultureInfo.InvariantCulture),
        Etag);
}
