using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Domain.Indexing;
using Factory.Storage.Sqlite;

namespace Factory.Storage.Indexing;

/// <summary>Lists from the index, newest first; rows of the same instant by key.</summary>
internal sealed class SqliteStateIndex(FactoryDatabase database) : IStateIndex
{
    private const string Filters =
        """
         AND ($2 IS NULL OR status IN (SELECT value FROM json_each($2)))
         AND ($3 IS NULL OR (created_at, key) < ($3, $4))
        ORDER BY created_at DESC, key DESC LIMIT $5
        """;

    private const string ListAll = $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1" + Filters;
    private const string ListOfParent = $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1 AND parent = $6" + Filters;

    /// <inheritdoc/>
    public Task<IReadOnlyList<IndexRow>> ListAsync(
        string kind, string? parent, IReadOnlyCollection<string>? statuses, string? before, int limit, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1_000);
        var wanted = statuses is { Count: > 0 } ? JsonSerializer.Serialize(statuses) : null;
        return database.Reads.ReadAsync<IReadOnlyList<IndexRow>>(
            db =>
            {
                long? cursor = before is null ? null : CreatedAt(db, kind, before);
                return parent is null
                    ? db.List(IndexRows.Read, ListAll, kind, wanted, cursor, before, limit)
                    : db.List(IndexRows.Read, ListOfParent, kind, wanted, cursor, before, limit, parent);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IndexRow?> FindAsync(string kind, string key, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return database.Reads.ReadAsync(
            db => db.List(IndexRows.Read, $"SELECT {IndexRows.Columns} FROM index_rows WHERE kind = $1 AND key = $2", kind, key).FirstOrDefault(),
            cancellationToken);
    }

    private static long CreatedAt(SqliteStatements db, string kind, string before) =>
        db.ExecuteScalar("SELECT created_at FROM index_rows WHERE kind = $1 AND key = $2", kind, before)
        ?? throw new FactoryException(
            ErrorCodes.InvalidRequest, $"The cursor '{Shorten(before)}' names no {kind}.", "Start again from the first page, without a cursor.");

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
