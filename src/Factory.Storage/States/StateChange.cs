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
/// One write or clear of a state with everything that follows from it, taken from the grain before it waits for the writer, so that nothing
/// the grain does later can leak into it.
/// </summary>
internal sealed class StateChange
{
    private StateChange(string name, string key, string? etag, IDurable? durable, DateTimeOffset now)
    {
        Name = name;
        Key = key;
        Etag = etag;
        Now = now.UtcTicks;
        Events = durable is null ? [] : [.. durable.PendingEvents.Select(EventRow.From)];
        Messages = durable is null ? [] : [.. durable.PendingMessages];
    }

    public string Name { get; }

    public string Key { get; }

    /// <summary>What the grain last read or wrote; null when it knows of no record.</summary>
    public string? Etag { get; }

    public long Now { get; }

    public EventRow[] Events { get; }

    public OutboxMessage[] Messages { get; }

    private string Type { get; init; } = "";

    private int Version { get; init; }

    private byte[] Payload { get; init; } = [];

    private IndexRow? Index { get; init; }

    private bool IsIndexed { get; init; }

    /// <summary>Takes a snapshot of a state that is to be written.</summary>
    public static StateChange ToWrite<T>(string name, string key, string? etag, T? state, StateRegistry registry, DateTimeOffset now)
    {
        var durable = state as IDurable;
        var index = durable?.ToIndexRow();
        if (index is not null && !registry.Contains(name))
        {
            throw new InvalidOperationException(
                $"State '{name}' keeps an index row but is not registered, so the index could not be rebuilt: add options.States.Register<…>(\"{name}\") where the store is set up.");
        }

        return new StateChange(name, key, etag, durable, now)
        {
            Type = StateType<T>.Alias,
            Version = StateType<T>.Version,
            Payload = StateJson.Write(state),
            Index = index,
            IsIndexed = durable is not null,
        };
    }

    /// <summary>Takes what is pending of a state that is to be deleted.</summary>
    public static StateChange ToClear<T>(string name, string key, string? etag, T? state, DateTimeOffset now) =>
        new(name, key, etag, state as IDurable, now);

    /// <summary>Writes all of it; returns the new etag.</summary>
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

    /// <summary>Deletes the state and its index row. A later record of the same key gets a higher etag, so that nobody mistakes it for this one.</summary>
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
        foreach (var wakeUp in Messages)
        {
            context.AddMessage(StoredOutboxMessage.Insert(context.Db, wakeUp, Now));
        }

        context.ReachFaultPoint(FaultPoint.MessagesWritten);
    }

    private long Insert(WriteContext context) =>
        context.Db.ExecuteScalar(
            """
            INSERT INTO states (name, key, type, version, etag, payload, updated_at)
            VALUES ($1, $2, $3, $4, (SELECT value FROM settings WHERE name = 'etag_floor') + 1, CAST($5 AS TEXT), $6)
            ON CONFLICT DO NOTHING RETURNING etag
            """,
            Name, Key, Type, Version, Payload, Now)
        ?? throw Conflict(StateRow.Find(context.Db, Name, Key)?.Etag);

    private long Update(WriteContext context) =>
        context.Db.ExecuteScalar(
            """
            UPDATE states SET type = $3, version = $4, etag = etag + 1, payload = CAST($5 AS TEXT), updated_at = $6
            WHERE name = $1 AND key = $2 AND etag = $7 RETURNING etag
            """,
            Name, Key, Type, Version, Payload, Now, ParsedEtag())
        ?? throw Conflict(StateRow.Find(context.Db, Name, Key)?.Etag);

    /// <summary>An etag that is no number was never ours and matches nothing.</summary>
    private long ParsedEtag() => long.TryParse(Etag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag) ? etag : -1;

    private InconsistentStateException Conflict(long? stored) => new(
        $"State '{Name}' of '{Key}' was written by somebody else in the meantime: read it again and repeat the change.",
        stored?.ToString(CultureInfo.InvariantCulture),
        Etag);
}
