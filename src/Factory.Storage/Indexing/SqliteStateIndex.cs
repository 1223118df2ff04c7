using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Domain;
using Factory.Domain.Indexing;
using Factory.Storage.Sqlite;

namespace Factory.Storage.Indexing;

/// <summary>Lists index rows, newest first; rows of the same instant by key, descending.</summary>
internal sealed class SqliteStateIndex(FactoryDatabase database) : IStateIndex
{
    // A cursor is the pair (created_at, key) of the last row of a page, compared as a row value: rows that were created
    // in the same tick are neither skipped nor repeated, and the index (kind, created_at, key) serves the comparison.
    private const string Filters =
        """
         AND ($2 IS NULL OR status IN (SELECT value FROM json_each($2)))
         AND ($3 IS NULL OR (created_at, key) < ($3, $4))
        ORDER BY created_at DESC, key DESC LIMIT $5
        """;

    private const string ListAll = $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1" + Filters;

    // A statement of its own and not "$6 IS NULL OR parent = $6": SQLite plans a statement once, and the OR would keep
    // it from the index by parent.
    private const string ListOfParent = $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1 AND parent = $6" + Filters;

    /// <inheritdoc/>
    public Task<IReadOnlyList<IndexRow>> ListAsync(
        string kind, string? parent, IReadOnlyCollection<string>? statuses, string? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        var statusList = statuses is { Count: > 0 } ? JsonSerializer.Serialize(statuses) : null;
        return database.Reads.ReadAsync<IReadOnlyList<IndexRow>>(
            db =>
            {
                long? cursor = before is null ? null : CreatedAt(db, kind, before);
                return parent is null
                    ? db.List(IndexRows.Read, ListAll, kind, statusList, cursor, before, limit)
                    : db.List(IndexRows.Read, ListOfParent, kind, statusList, cursor, before, limit, parent);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IndexRow?> FindAsync(string kind, string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return database.Reads.ReadAsync(
            db =>
                db.List(IndexRows.Read, $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1 AND key = $2", kind, key)
                    .FirstOrDefault(),
            cancellationToken);
    }

    private static long CreatedAt(SqliteStatements db, string kind, string before) =>
        db.ExecuteScalar("SELECT created_at FROM index_rows WHERE kind = $1 AND key = $2", kind, before)
        ?? throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"The cursor '{Shorten(before)}' does not name a {kind}.",
            "Start again from the first page, without a cursor.");

    private static string Shorten(string text) => VisibleText.Shorten(text, 100);
}
