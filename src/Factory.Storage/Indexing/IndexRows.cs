using Factory.Domain.Indexing;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Indexing;

/// <summary>
/// Reads and writes the table <c>index_rows</c>; each row belongs to the state that it is derived from.
/// </summary>
internal static class IndexRows
{
    /// <summary>The columns of an <see cref="IndexRow"/>, in the order that <see cref="Read"/> expects.</summary>
    public const string Columns = "kind, key, parent, status, created_at, view";

    public static IndexRow Read(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.TextOrNull(2), reader.GetString(3), reader.Time(4), reader.GetString(5));

    /// <summary>Writes the row of a state; null deletes it.</summary>
    public static void Set(SqliteStatements db, string stateName, string stateKey, IndexRow? row)
    {
        if (row is null)
        {
            db.Execute("DELETE FROM index_rows WHERE state_name = $1 AND state_key = $2", stateName, stateKey);
            return;
        }

        db.Execute(
            """
            INSERT INTO index_rows (state_name, state_key, kind, key, parent, status, created_at, view)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (state_name, state_key) DO UPDATE SET
                kind = excluded.kind, key = excluded.key, parent = excluded.parent, status = excluded.status,
                created_at = excluded.created_at, view = excluded.view
            """,
            stateName, stateKey, row.Kind, row.Key, row.Parent, row.Status, row.CreatedAt.UtcTicks, row.View);
    }

    /// <summary>The row of a state; null when there is none.</summary>
    public static IndexRow? Find(SqliteStatements db, string stateName, string stateKey)
    {
        using var reader = db.Query($"SELECT {Columns} FROM index_rows WHERE state_name = $1 AND state_key = $2", stateName, stateKey);
        return reader.Read() ? Read(reader) : null;
    }
}
