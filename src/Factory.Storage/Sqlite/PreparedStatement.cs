using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Factory.Storage.Sqlite;

/// <summary>
/// A statement that is prepared once, with parameters named <c>$1</c>, <c>$2</c>, …, and bound without the ADO.NET
/// layer, which looks parameters up by name and boxes them for every run. Through that layer the store is 15 to 20 %
/// slower (docs/benchmarks.md, durable writes). Not thread-safe.
/// </summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    // SQLite numbers parameters by their first appearance in the text, not by the digits in their names.
    private readonly int[] _parameterIndexes;

    /// <exception cref="SqliteException">The text is not a valid statement.</exception>
    /// <exception cref="ArgumentException">The text holds more than one statement.</exception>
    public PreparedStatement(sqlite3 db, string sql)
    {
        _db = db;
        Check(raw.sqlite3_prepare_v2(db, sql, out _statement, out var rest));
        if (!string.IsNullOrWhiteSpace(rest))
        {
            _statement.Dispose();
            throw new ArgumentException("One statement at a time.", nameof(sql));
        }

        _parameterIndexes = new int[raw.sqlite3_bind_parameter_count(_statement)];
        for (var place = 1; place <= _parameterIndexes.Length; place++)
        {
            var name = raw.sqlite3_bind_parameter_name(_statement, place).utf8_to_string();
            _parameterIndexes[int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture) - 1] = place;
        }
    }

    /// <summary>Runs the statement to its end; returns the number of rows that it changed.</summary>
    public int Execute(ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            while (Step())
            {
                // A statement with RETURNING makes its changes only while it is stepped, so its rows are read and
                // dropped.
            }

            return raw.sqlite3_changes(_db);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>
    /// Runs the statement to its end; returns the first column of the first row, null when there is no row or it is not
    /// an integer.
    /// </summary>
    public long? ExecuteScalar(ReadOnlySpan<object?> values)
    {
        try
        {
            Bind(values);
            long? first = null;
            for (var row = 0; Step(); row++)
            {
                first = row > 0 || raw.sqlite3_column_type(_statement, 0) != raw.SQLITE_INTEGER
                    ? first
                    : raw.sqlite3_column_int64(_statement, 0);
            }

            return first;
        }
        finally
        {
            Reset();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not raw.SQLITE_ROW and not raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(code, _db);
        }

        return code == raw.SQLITE_ROW;
    }

    private void Bind(ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            Check(Bind(_parameterIndexes[index], values[index]));
        }
    }

    private int Bind(int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(_statement, place),
        string text => raw.sqlite3_bind_text(_statement, place, text),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        int number => raw.sqlite3_bind_int(_statement, place, number),
        byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new ArgumentException($"A {value.GetType()} cannot be stored: convert it to text, a number or bytes."),
    };

    private void Reset()
    {
        // sqlite3_reset returns the code of the last step again, which has been thrown already. Clearing releases the
        // memory of bound texts and blobs.
        _ = raw.sqlite3_reset(_statement);
        _ = raw.sqlite3_clear_bindings(_statement);
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _db);
        }
    }
}
