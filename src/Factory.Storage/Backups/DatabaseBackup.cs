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

    /// <summary>Texts of the database in which a product's folder is named.</summary>
    private static readonly (string Table, string Column)[] PathColumns = [("states", "payload"), ("index_rows", "view"), ("events", "data"), ("idempotency", "response")];

    /// <summary>Copies the database as it is at one moment, also while a silo writes to it.</summary>
    /// <param name="database">Full path.</param>
    /// <param name="target">Full path; must not be there yet.</param>
    /// <returns>The version of its tables.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c>, <c>data.disk_full</c>.</exception>
    public static int Copy(string database, string target)
    {
        try
        {
            using var from = new DatabaseFile(database, BusyTimeout).OpenForReading();
            using var to = new DatabaseFile(target, BusyTimeout).OpenForWriting();
            from.Connection.BackupDatabase(to.Connection);

            // One file: nothing of the copy may be left in a log beside it.
            to.Execute("PRAGMA journal_mode = DELETE");
            return (int)(to.ExecuteScalar("PRAGMA user_version") ?? 0);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, database);
        }
    }

    /// <summary>Checks every page of a database that nobody has open.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public static void Check(string database)
    {
        try
        {
            using var db = new DatabaseFile(database, BusyTimeout).OpenForReading();
            var first = db.List(static r => r.GetString(0), "PRAGMA integrity_check(1)").FirstOrDefault();
            if (first != "ok")
            {
                throw new FactoryException(ErrorCodes.DataUnusable, $"'{database}' is damaged ({first}).", "Use another backup.");
            }
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, database);
        }
    }

    /// <summary>Names folders anew, wherever a text of the database is exactly one of them; nobody may have it open.</summary>
    /// <param name="database">Full path.</param>
    /// <param name="folders">The old full path of each, and the new one.</param>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public static void Relocate(string database, IReadOnlyCollection<(string Old, string New)> folders)
    {
        try
        {
            using var db = new DatabaseFile(database, BusyTimeout).OpenForWriting();
            db.Execute("BEGIN IMMEDIATE");
            foreach (var (old, replacement) in folders)
            {
                foreach (var (table, column) in PathColumns)
                {
                    db.Execute($"UPDATE {table} SET {column} = replace({column}, $1, $2) WHERE instr({column}, $1) > 0", ToJson(old), ToJson(replacement));
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

    /// <summary>A text as it stands in the store's JSON, quotes and all.</summary>
    public static string ToJson(string text) => JsonSerializer.Serialize(text, FactoryJson.Options);
}
