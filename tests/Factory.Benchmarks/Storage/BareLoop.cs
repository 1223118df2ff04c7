using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Factory.Benchmarks.Storage;

/// <summary>
/// What one thread can write with prepared statements and nothing else: the rows that the store writes for a grain,
/// into its own tables, with the same durability, and with no JSON to make, nobody to notify, and no etag to refuse.
/// </summary>
internal sealed class BareLoop : IDisposable
{
    /// <summary>As many as 32 writers could share a commit.</summary>
    public const int RowsPerCommit = 32;

    private const int Keys = 512;

    private const string Update =
        "UPDATE states SET type = $3, version = 1, etag = etag + 1, payload = CAST($4 AS TEXT), updated_at = $5 WHERE name = $1 AND key " +
        "= $2";

    private const string Insert =
        "INSERT OR IGNORE INTO states (name, key, type, version, etag, payload, updated_at) VALUES ($1, $2, $3, 1, 1, CAST($4 AS TEXT), " +
        "$5)";

    private const string Index =
        """
        INSERT INTO index_rows (state_name, state_key, kind, key, parent, status, created_at, view) VALUES ($1, $2, 'counter', $2, NULL, 'open', $3, $4)
        ON CONFLICT (state_name, state_key) DO UPDATE SET kind = excluded.kind, key = excluded.key, parent = excluded.parent, status = excluded.status,
            created_at = excluded.created_at, view = excluded.view
        """;

    private const string Event =
        "INSERT INTO events (at, type, subject, run, task, message, data) VALUES ($1, 'counter.counted', $2, NULL, NULL, $3, CAST($4 AS " +
        "TEXT))";

    private const string Message = "INSERT INTO outbox (namespace, key, subject, created_at) VALUES ('counter', $1, $1, $2)";

    private const string Published = "DELETE FROM outbox WHERE id = (SELECT max(id) FROM outbox)";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin, _commit, _insert, _update, _index, _event, _message, _published;
    private readonly byte[] _payload;
    private readonly string _view;
    private readonly byte[] _data = Encoding.UTF8.GetBytes("""{"count":"123456"}""");

    private BareLoop(SqliteConnection connection, byte[] payload, string view)
    {
        (_connection, _payload, _view) = (connection, payload, view);
        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _insert = Prepare(Insert, 5);
        _update = Prepare(Update, 5);
        _index = Prepare(Index, 4);
        _event = Prepare(Event, 4);
        _message = Prepare(Message, 2);
        _published = Prepare(Published, 0);
    }

    /// <summary>Lets the store make its tables, then opens them alone.</summary>
    /// <param name="path">The database; made when it is not there.</param>
    /// <param name="payloadBytes">Length of a state; null for that of a counter.</param>
    /// <param name="viewBytes">Length of a view in the index; null for that of a counter.</param>
    public static async Task<BareLoop> OpenAsync(string path, int? payloadBytes = null, int? viewBytes = null)
    {
        await using (await StorageBenchmark.StartAsync(path))
        {
            // Starting the store makes the file.
        }

        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var pragmas = connection.CreateCommand();
        pragmas.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
        pragmas.ExecuteNonQuery();
        var payload =
            $$$"""{"value":{"key":"counter-123","count":123456,"at":"2026-01-01T00:00:00+00:00","note":"{{{Counter.New("").Note}}}"}}""";
        return new BareLoop(
            connection,
            payloadBytes is { } length ? Encoding.UTF8.GetBytes(new string('x', length)) : Encoding.UTF8.GetBytes(payload),
            viewBytes is { } width ? new string('x', width) : Counter.ViewOf(123456));
    }

    /// <summary>Writes tallies for that long; returns writes a second.</summary>
    public double Run(TimeSpan time) => Run(time, RowsPerCommit, WriteCounter);

    /// <summary>Repeats some work for that long; returns how often a second.</summary>
    public double Run(TimeSpan time, int perCommit, Action<int> work)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        while (watch.Elapsed < time)
        {
            _begin.ExecuteNonQuery();
            for (var row = 0; row < perCommit; row++)
            {
                work(++count);
            }

            _commit.ExecuteNonQuery();
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    public void WriteState(int number)
    {
        var key = KeyOf(number);
        var now = Counter.Epoch.UtcTicks;
        if (Execute(_update, Counter.StateName, key, "BenchmarkCounter", _payload, now) == 0)
        {
            Execute(_insert, Counter.StateName, key, "BenchmarkCounter", _payload, now);
        }

        Execute(_index, Counter.StateName, key, now, _view);
    }

    public void WriteEvent(int number) => Execute(_event, Counter.Epoch.UtcTicks, KeyOf(number), $"{KeyOf(number)} is {number}", _data);

    /// <summary>A message of the outbox, and its removal when it was published.</summary>
    public void WriteMessage(int number)
    {
        Execute(_message, KeyOf(number), Counter.Epoch.UtcTicks);
        _published.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    private void WriteCounter(int number)
    {
        WriteState(number);
        WriteEvent(number);
    }

    private static string KeyOf(int number) => $"counter-{number % Keys}";

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var number = 1; number <= parameters; number++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = "$" + number });
        }

        return command;
    }

    private static int Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        return command.ExecuteNonQuery();
    }
}
