using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>
/// The prepared statements of one connection, cached by their text for its lifetime: pass constants, not text that
/// varies. Parameters are named <c>$1</c>, <c>$2</c>, … and bound in order. Not thread-safe.
/// </summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteCommand> _queries = new(StringComparer.Ordinal);

    /// <summary>The connection that the statements belong to.</summary>
    public SqliteConnection Connection { get; } = connection;

    /// <summary>
    /// True while a transaction is open. SQLite rolls a transaction back by itself on some errors, such as a full disk.
    /// </summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0;

    /// <summary>Runs a statement; returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).Execute(values);

    /// <summary>The first column of the first row as a number; null when there is no row or no value.</summary>
    public long? ExecuteScalar(string sql, params ReadOnlySpan<object?> values) => Prepared(sql).ExecuteScalar(values);

    /// <summary>Opens a reader; dispose it before the same statement runs again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object?> values) => Bind(sql, values).ExecuteReader();

    /// <summary>All rows.</summary>
    public List<T> List<T>(Func<SqliteDataReader, T> row, string sql, params ReadOnlySpan<object?> values)
    {
        using var reader = Query(sql, values);
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
        {
            statement.Dispose();
        }

        foreach (var query in _queries.Values)
        {
            query.Dispose();
        }

        Connection.Dispose();
    }

    private PreparedStatement Prepared(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            statement = new PreparedStatement(Connection.Handle!, sql);
            _prepared.Add(sql, statement);
        }

        return statement;
    }

    private SqliteCommand Bind(string sql, ReadOnlySpan<object?> values)
    {
        if (!_queries.TryGetValue(sql, out var command))
        {
            command = Prepare(sql, values.Length);
            _queries.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + i, Value = DBNull.Value });
        }

        return command;
    }
}
