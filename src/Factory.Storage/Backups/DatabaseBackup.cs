using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Backups;

/// <summary>Copies of the database file.</summary>
public static class DatabaseBackup
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The columns whose JSON can name a product's folder.</summary>
    private static readonly (string Table, string Column)[] PathColumns = [
        ("states", "payload"),
        ("index_rows", "view"),
        ("events", "data"),
        ("idempotency", "response")
    ];

    /// <summary>Copies the database as of one moment, also while a silo writes to it.</summary>
    /// <param name="database">Full path.</param>
    /// <param name="target">Full path; must not exist.</param>
    /// <returns>The version of its tables.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c>: also where the copy has damaged pages, since those of the
    /// database are copied as they are; <c>data.disk_full</c>; <c>backup.failed</c>: the target exists.</exception>
    public static int Copy(string database, string target)
    {
        if (Path.Exists(target))
        {
            throw new FactoryException(
                ErrorCodes.BackupFailed,
                $"'{target}' already exists.",
                "Name another file; nothing was overwritten.");
        }

        try
        {
            using var from = new DatabaseFile(database, BusyTimeout).OpenForReading();
            using var to = new DatabaseFile(target, BusyTimeout).OpenForWriting();

            // SQLite's online backup restarts when another connection writes between its steps; copied in one call, it
            // takes the read lock once.
            from.Connection.BackupDatabase(to.Connection);

            // A backup is one file. In WAL mode a part of the copy could stay in the log beside it, which the archive
            // does not hold.
            to.Execute("PRAGMA journal_mode = DELETE");
            EnsureIntact(to, database, DatabaseFile.RestoreHint);
            return (int)(to.ExecuteScalar("PRAGMA user_version") ?? 0);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, database);
        }
    }

    /// <summary>Checks every page of a database that no process has open.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public static void Check(string database)
    {
        try
        {
            using var db = new DatabaseFile(database, BusyTimeout).OpenForReading();
            EnsureIntact(db, database, "Use another backup.");
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, database);
        }
    }

    /// <summary>
    /// Replaces the full paths of folders in all stored JSON, where a JSON string is exactly such a path. No process
    /// may have the database open.
    /// </summary>
    /// <param name="database">Full path.</param>
    /// <param name="folders">The old full path of each, and the new one.</param>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public static void Relocate(string database, IReadOnlyCollection<(string Old, string New)> folders)
    {
        try
        {
            using var db = new DatabaseFile(database, BusyTimeout).OpenForWriting();

            // All or nothing: a database that names the old folder in some rows and the new one in others could not be
            // repaired.
            db.Execute("BEGIN IMMEDIATE");
            foreach (var (old, replacement) in folders)
            {
                foreach (var (table, column) in PathColumns)
                {
                    // The quotes are part of what is replaced: /data/a must not change within /data/abc, and prose that
                    // mentions a path stays.
                    db.Execute(
                        $"UPDATE {table} SET {column} = replace({column}, $1, $2) WHERE instr({column}, $1) > 0",
                        ToJson(old),
                        ToJson(replacement));
                }
            }

            db.Execute("COMMIT");
            db.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, database);
        }
    }

    private static void EnsureIntact(SqliteStatements db, string database, string hint)
    {
        var first = db.List(static r => r.GetString(0), "PRAGMA integrity_check(1)").FirstOrDefault();
        if (first != "ok")
        {
            throw new FactoryException(ErrorCodes.DataUnusable, $"'{database}' is damaged ({first}).", hint);
        }
    }

    /// <summary>A string as the store's JSON holds it, with its quotes and escapes.</summary>
    public static string ToJson(string text) => JsonSerializer.Serialize(text, FactoryJson.Options);
}
