using System.Text.Json;
using Factory.Contracts.Events;
using Factory.Contracts.Json;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Events;

/// <summary>A row of the table <c>events</c>, without its position.</summary>
internal sealed record EventRow(long At, string Type, string Subject, string? Run, string? Task, string Message, byte[] Data)
{
    /// <summary>The columns that <see cref="Read"/> expects.</summary>
    public const string Columns = "seq, at, type, subject, run, task, message, data";

    /// <summary>
    /// Serializes an event. Its own <see cref="FactoryEvent.Seq"/> is ignored: the database assigns positions.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="redact">Removes secrets from its texts.</param>
    public static EventRow From(FactoryEvent e, Func<string, string> redact) => new(
        e.At.UtcTicks,
        e.Type,
        e.Subject,
        e.Run?.Value,
        e.Task?.Value,
        redact(e.Message),
        JsonSerializer.SerializeToUtf8Bytes(e.Data.ToDictionary(item => item.Key, item => redact(item.Value)), FactoryJson.Options));

    public static FactoryEvent Read(SqliteDataReader r) => new(
        r.GetInt64(0),
        r.Time(1),
        r.GetString(2),
        r.GetString(3),
        r.TextOrNull(4) is { } run ? RunId.From(run) : null,
        r.TextOrNull(5) is { } task ? TaskId.From(task) : null,
        r.GetString(6),
        JsonSerializer.Deserialize<Dictionary<string, string>>(r.Utf8(7), FactoryJson.Options)!);

    /// <summary>Appends the event and returns its position.</summary>
    public long Insert(SqliteStatements db) => db.ExecuteScalar(
        """
        INSERT INTO events (at, type, subject, run, task, message, data)
        VALUES ($1, $2, $3, $4, $5, $6, CAST($7 AS TEXT)) RETURNING seq
        """,
        At, Type, Subject, Run, Task, Message, Data)!.Value;
}
