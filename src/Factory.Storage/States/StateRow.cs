using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.States;

/// <summary>A row of the table <c>states</c>.</summary>
internal sealed record StateRow(string Name, string Key, string Type, int Version, long Etag, byte[] Payload)
{
    private const string Columns = "SELECT name, key, type, version, etag, payload FROM states ";

    private static readonly Func<SqliteDataReader, StateRow> Row =
        static r => new StateRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetInt32(3), r.GetInt64(4), r.Utf8(5));

    /// <summary>One row; null when there is none.</summary>
    public static StateRow? Find(SqliteStatements db, string name, string key)
    {
        using var reader = db.Query(Columns + "WHERE name = $1 AND key = $2", name, key);
        return reader.Read() ? Row(reader) : null;
    }

    /// <summary>The next rows of a state name in the order of their keys.</summary>
    /// <param name="after">Key of the last row already seen; empty for the first page.</param>
    public static List<StateRow> Page(SqliteStatements db, string name, string after, int limit) =>
        db.List(Row, Columns + "WHERE name = $1 AND key > $2 ORDER BY key LIMIT $3", name, after, limit);

    /// <summary>All rows of a state name in the order of their keys, page by page.</summary>
    public static IEnumerable<StateRow> All(SqliteStatements db, string name)
    {
        const int PageSize = 256;
        var page = Page(db, name, "", PageSize);
        while (page.Count > 0)
        {
            foreach (var row in page)
            {
                yield return row;
            }

            page = Page(db, name, page[^1].Key, PageSize);
        }
    }
}
