using Factory.Domain.Outbox;
using Factory.Storage.Sqlite;

namespace Factory.Storage.Outbox;

/// <summary>A message in the table <c>outbox</c>; its row is deleted after it was published.</summary>
internal readonly record struct StoredOutboxMessage(long Id, OutboxMessage Message)
{
    /// <summary>Stores a message.</summary>
    /// <param name="createdAt">UTC ticks.</param>
    public static StoredOutboxMessage Insert(SqliteStatements db, OutboxMessage message, long createdAt) => new(
        db.ExecuteScalar(
            "INSERT INTO outbox (namespace, key, subject, created_at) VALUES ($1, $2, $3, $4) RETURNING id",
            message.Namespace, message.Key, message.Subject, createdAt)!.Value,
        message);

    /// <summary>The next messages in the order of their ids.</summary>
    /// <param name="after">Id of the last one already seen.</param>
    /// <param name="createdBefore">UTC ticks: younger messages are left out.</param>
    /// <param name="now">UTC ticks: messages from the future are included. They were written before the clock was set
    /// back and would otherwise wait for it to catch up.</param>
    public static List<StoredOutboxMessage> Page(SqliteStatements db, long after, long createdBefore, long now, int limit) => db.List(
        static r => new StoredOutboxMessage(r.GetInt64(0), new OutboxMessage(r.GetString(1), r.GetString(2), r.GetString(3))),
        "SELECT id, namespace, key, subject FROM outbox WHERE id > $1 AND (created_at <= $2 OR created_at > $3) ORDER BY id LIMIT $4",
        after, createdBefore, now, limit);

    /// <summary>Deletes a message that was published.</summary>
    public static void Delete(SqliteStatements db, long id) => db.Execute("DELETE FROM outbox WHERE id = $1", id);
}
