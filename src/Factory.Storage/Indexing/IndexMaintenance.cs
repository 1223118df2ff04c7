using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Factory.Storage.States;
using Factory.Storage.Writing;

namespace Factory.Storage.Indexing;

/// <summary>Compares the index with the states that it is derived from, and rebuilds it.</summary>
public sealed class IndexMaintenance
{
    private readonly FactoryDatabase _database;

    internal IndexMaintenance(FactoryDatabase database) => _database = database;

    /// <summary>Rebuilds the index from the states, in one transaction; returns the number of rows.</summary>
    /// <remarks>Other writes wait until it is done. Idempotent.</remarks>
    /// <exception cref="FactoryException"><c>data.unusable</c>, <c>data.version_too_new</c>: a state cannot be read, or
    /// rows belong to a state that is not registered; the index is as it was.</exception>
    public Task<int> RebuildIndexAsync(CancellationToken cancellationToken = default) =>
        _database.Writer.WriteAsync(Rebuild, cancellationToken);

    /// <summary>Compares every state with its row; empty when the index is right.</summary>
    public Task<IReadOnlyList<IndexDifference>> VerifyIndexAsync(CancellationToken cancellationToken = default) =>
        _database.Reads.ReadAsync(Verify, cancellationToken);

    private int Rebuild(WriteContext context)
    {
        // Rows of an unregistered state could be deleted but not made again: refuse before anything is changed.
        ThrowIfUnregistered(context.Db);
        context.Db.Execute("DELETE FROM index_rows");
        var rows = 0;
        foreach (var state in _database.Options.States.States)
        {
            foreach (var row in StateRow.All(context.Db, state.Name))
            {
                if (state.ToIndexRow(row) is { } index)
                {
                    IndexRows.Set(context.Db, row.Name, row.Key, index);
                    rows++;
                }
            }
        }

        return rows;
    }

    /// <summary>
    /// Reads in one transaction: a state and its row are compared as of the same commit, so a write in between is not
    /// reported.
    /// </summary>
    private IReadOnlyList<IndexDifference> Verify(SqliteStatements db)
    {
        db.Execute("BEGIN");
        try
        {
            ThrowIfUnregistered(db);
            return [.. _database.Options.States.States.SelectMany(state => Compare(db, state)), .. Orphans(db)];
        }
        finally
        {
            db.Execute("ROLLBACK");
        }
    }

    private static IEnumerable<IndexDifference> Compare(SqliteStatements db, RegisteredState state) =>
        from row in StateRow.All(db, state.Name)
        let expected = state.ToIndexRow(row)
        let found = IndexRows.Find(db, row.Name, row.Key)
        where expected != found
        select new IndexDifference(row.Name, row.Key, expected, found);

    /// <summary>
    /// Rows without a state. The store leaves none behind (the foreign key deletes them); a tool that edits the file
    /// may.
    /// </summary>
    private static List<IndexDifference> Orphans(SqliteStatements db) => db.List(
        static r => new IndexDifference(r.GetString(6), r.GetString(7), null, IndexRows.Read(r)),
        $"""
        SELECT {IndexRows.Columns}, state_name, state_key FROM index_rows
        WHERE NOT EXISTS (SELECT 1 FROM states s WHERE s.name = state_name AND s.key = state_key) ORDER BY state_name, state_key
        """);

    private void ThrowIfUnregistered(SqliteStatements db)
    {
        var unknown = db.List(static r => r.GetString(0), "SELECT DISTINCT state_name FROM index_rows ORDER BY 1")
            .Where(name => !_database.Options.States.Contains(name)).ToList();
        if (unknown.Count > 0)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"The index holds rows of states that this version does not register: {string.Join(", ", unknown)}.",
                "Use the version that wrote them; nothing was changed.");
        }
    }
}
