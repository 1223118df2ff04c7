using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Golden;

/// <summary>
/// Writes a SQLite database as SQL, in an order that does not depend on chance, so that two dumps can be compared line
/// by line.
/// </summary>
internal static class DatabaseDump
{
    /// <summary>The statements that make the database again.</summary>
    /// <param name="path">Full path of the file; nobody may have it open.</param>
    public static string Write(string path)
    {
        using var db = new SqliteConnection($"Data Source={path};Pooling=False");
        db.Open();
        var text = new StringBuilder();
        foreach (var pragma in new[] { "application_id", "user_version" })
        {
            text.Append(CultureInfo.InvariantCulture, $"PRAGMA {pragma} = {Rows(db, $"PRAGMA {pragma}").Single()[0]};\n");
        }

        text.Append("BEGIN;\n\n");
        foreach (var create in Rows(db, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"))
        {
            text.Append(create[0]).Append(";\n\n");
        }

        foreach (var table in Rows(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
            .Select(r => (string)r[0]))
        {
            Append(text, db, table);
        }

        // The counters of AUTOINCREMENT: without them, positions of events that clients have seen would be given out
        // again.
        Append(text, db, "sqlite_sequence");
        return text.Append("COMMIT;\n").ToString();
    }

    private static void Append(StringBuilder text, SqliteConnection db, string table)
    {
        var columns = Rows(db, $"SELECT name FROM pragma_table_info('{table}')").Select(r => (string)r[0]).ToList();
        var insert = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES\n  (";
        foreach (var row in Rows(db, $"SELECT * FROM {table} ORDER BY {string.Join(", ", Enumerable.Range(1, columns.Count))}"))
        {
            text.Append(insert).AppendJoin(", ", row.Select(Literal)).Append(");\n");
        }

        text.Append('\n');
    }

    private static List<object[]> Rows(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private static string Literal(object value) => value switch
    {
        DBNull => "NULL",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        long number => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A {value.GetType()} in the database: the store writes text and whole numbers only."),
    };
}
