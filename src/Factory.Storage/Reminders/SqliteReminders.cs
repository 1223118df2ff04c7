using System.Globalization;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Reminders;

/// <summary>Keeps reminders for the embedded engine; the silo adapts it to the engine's port. (On Orleans its own reminder tables are used.)</summary>
public sealed class SqliteReminders
{
    private const string Columns = "grain, name, start_at, period, etag";

    private readonly FactoryDatabase _database;

    internal SqliteReminders(FactoryDatabase database) => _database = database;

    /// <summary>Makes or replaces a reminder; returns it with its new etag once it is on disk.</summary>
    public Task<StoredReminder> UpsertAsync(
        string grainId, string name, DateTimeOffset startAt, TimeSpan period, CancellationToken cancellationToken = default)
    {
        Check(grainId, name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        return _database.Writes.WriteAsync(
            context =>
            {
                var etag = context.Db.Number(
                    """
                    INSERT INTO reminders (grain, name, start_at, period, etag) VALUES ($1, $2, $3, $4, 1)
                    ON CONFLICT (grain, name) DO UPDATE SET start_at = excluded.start_at, period = excluded.period, etag = etag + 1
                    RETURNING etag
                    """,
                    grainId, name, startAt.UtcTicks, period.Ticks);
                return new StoredReminder(grainId, name, startAt.ToUniversalTime(), period, Text(etag!.Value));
            },
            cancellationToken);
    }

    /// <summary>Removes a reminder; false when there is none.</summary>
    /// <param name="etag">Only when it still has this etag; null for any.</param>
    public Task<bool> RemoveAsync(string grainId, string name, string? etag = null, CancellationToken cancellationToken = default)
    {
        Check(grainId, name);
        return _database.Writes.WriteAsync(
            context => context.Db.Execute(
                "DELETE FROM reminders WHERE grain = $1 AND name = $2 AND ($3 IS NULL OR CAST(etag AS TEXT) = $3)", grainId, name, etag) > 0,
            cancellationToken);
    }

    /// <summary>One reminder; null when there is none.</summary>
    public Task<StoredReminder?> FindAsync(string grainId, string name, CancellationToken cancellationToken = default)
    {
        Check(grainId, name);
        return _database.Reads.ReadAsync(
            db => db.List(Row, $"SELECT {Columns} FROM reminders WHERE grain = $1 AND name = $2", grainId, name).FirstOrDefault(), cancellationToken);
    }

    /// <summary>Every reminder of a grain, by name.</summary>
    public Task<IReadOnlyList<StoredReminder>> ReadAsync(string grainId, CancellationToken cancellationToken = default) =>
        _database.Reads.ReadAsync<IReadOnlyList<StoredReminder>>(
            db => db.List(Row, $"SELECT {Columns} FROM reminders WHERE grain = $1 ORDER BY name", grainId), cancellationToken);

    /// <summary>Every reminder, by grain and name.</summary>
    public Task<IReadOnlyList<StoredReminder>> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _database.Reads.ReadAsync<IReadOnlyList<StoredReminder>>(
            db => db.List(Row, $"SELECT {Columns} FROM reminders ORDER BY grain, name"), cancellationToken);

    private static StoredReminder Row(SqliteDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.Time(2), TimeSpan.FromTicks(r.GetInt64(3)), Text(r.GetInt64(4)));

    private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    private static void Check(string grainId, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(grainId);
        ArgumentException.ThrowIfNullOrEmpty(name);
    }
}
