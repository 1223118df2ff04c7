using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Factory.Scenarios.Crashes;

/// <summary>Reads a data folder without any code of the factory.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly SqliteConnection _db;

    /// <summary>Opens the folder's database to read; the silo should be down.</summary>
    public DataFolder(string path)
    {
        Path = path;
        _db = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.Combine(path, "factory.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false
        }.ToString());
        _db.Open();
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Every value of a state, by its key.</summary>
    public IReadOnlyDictionary<string, JsonElement> States(string name) =>
        Rows("SELECT key, payload FROM states WHERE name = $1", name)
            .ToDictionary(r => r[0], r => JsonDocument.Parse(r[1]).RootElement.GetProperty("value"));

    /// <summary>Rows of a query as text; null is empty.</summary>
    public IReadOnlyList<string[]> Rows(string sql, string? parameter = null)
    {
        using var command = _db.CreateCommand();
        command.CommandText = sql;
        if (parameter is not null)
        {
            command.Parameters.AddWithValue("$1", parameter);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<string[]>();
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : reader.GetValue(i).ToString()!)]);
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _db.Dispose();
}
