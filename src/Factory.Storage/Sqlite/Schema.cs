using Factory.Contracts.Errors;

namespace Factory.Storage.Sqlite;

/// <summary>
/// The tables, by version (<c>PRAGMA user_version</c>). To change them: add a script to the end of <see cref="Scripts"/>; never change an
/// existing one, because databases in use were made by it.
/// </summary>
internal static class Schema
{
    /// <summary><c>PRAGMA application_id</c>: tells our files from those of other programs. "FACT" in ASCII.</summary>
    public const long ApplicationId = 0x46414354;

    /// <summary>The version that the first of <see cref="Scripts"/> makes. Versions 1 to 4 were previews that nobody was asked to keep; they are not upgraded.</summary>
    private const int FirstVersion = 5;

    private static readonly string[] Scripts =
    [
        """
        CREATE TABLE states (
            name       TEXT NOT NULL,
            key        TEXT NOT NULL,
            type       TEXT NOT NULL,
            version    INTEGER NOT NULL,
            etag       INTEGER NOT NULL,
            payload    TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (name, key));

        CREATE TABLE index_rows (
            state_name TEXT NOT NULL,
            state_key  TEXT NOT NULL,
            kind       TEXT NOT NULL,
            key        TEXT NOT NULL,
            parent     TEXT,
            status     TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            view       TEXT NOT NULL,
            PRIMARY KEY (state_name, state_key),
            FOREIGN KEY (state_name, state_key) REFERENCES states (name, key) ON DELETE CASCADE);
        CREATE UNIQUE INDEX index_rows_by_key ON index_rows (kind, key);
        CREATE INDEX index_rows_by_age ON index_rows (kind, created_at, key);
        CREATE INDEX index_rows_by_parent ON index_rows (kind, parent, created_at, key);

        CREATE TABLE events (
            seq     INTEGER PRIMARY KEY AUTOINCREMENT,
            at      INTEGER NOT NULL,
            type    TEXT NOT NULL,
            subject TEXT NOT NULL,
            run     TEXT,
            task    TEXT,
            message TEXT NOT NULL,
            data    TEXT NOT NULL);
        CREATE INDEX events_by_run ON events (run, seq) WHERE run IS NOT NULL;

        CREATE TABLE outbox (
            id         INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace  TEXT NOT NULL,
            key        TEXT NOT NULL,
            subject    TEXT NOT NULL,
            created_at INTEGER NOT NULL);

        CREATE TABLE idempotency (
            scope        TEXT NOT NULL,
            key          TEXT NOT NULL,
            request_hash TEXT NOT NULL,
            status       INTEGER,
            response     TEXT,
            created_at   INTEGER NOT NULL,
            PRIMARY KEY (scope, key));
        CREATE INDEX idempotency_by_age ON idempotency (created_at);

        CREATE TABLE settings (
            name  TEXT PRIMARY KEY,
            value);
        INSERT INTO settings (name, value) VALUES ('etag_floor', 0);

        CREATE TABLE ledger (
            call_id     TEXT NOT NULL UNIQUE,
            lease_id    TEXT NOT NULL,
            day         TEXT NOT NULL,
            at          INTEGER NOT NULL,
            principal_id TEXT NOT NULL,
            task        TEXT,
            run         TEXT,
            attempt     TEXT,
            agent       TEXT,
            task_kind   TEXT,
            provider    TEXT NOT NULL,
            model       TEXT NOT NULL,
            model_api   TEXT,
            input       INTEGER NOT NULL,
            output      INTEGER NOT NULL,
            cached      INTEGER NOT NULL,
            reasoning   INTEGER NOT NULL,
            cache_write INTEGER NOT NULL,
            cost        INTEGER NOT NULL,
            billing     TEXT NOT NULL,
            outcome     TEXT NOT NULL,
            status      INTEGER,
            latency     INTEGER NOT NULL,
            first_token INTEGER,
            error       TEXT);
        CREATE INDEX ledger_by_lease ON ledger (lease_id);
        CREATE INDEX ledger_by_day ON ledger (day, at);
        CREATE INDEX ledger_by_run ON ledger (run) WHERE run IS NOT NULL;
        CREATE INDEX ledger_by_task ON ledger (task) WHERE task IS NOT NULL;
        CREATE INDEX ledger_by_kind ON ledger (task_kind, task, cost) WHERE task_kind IS NOT NULL;
        """,
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => FirstVersion + Scripts.Length - 1;

    /// <summary>Brings a database to <see cref="Version"/>, in one transaction.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c>, <c>data.version_too_old</c> or <c>data.unusable</c>.</exception>
    public static void Upgrade(SqliteStatements db, string path)
    {
        var found = db.ExecuteScalar("PRAGMA user_version") ?? 0;
        ThrowIfForeign(db, path, found);
        if (found > Version)
        {
            throw new FactoryException(
                ErrorCodes.DataVersionTooNew,
                $"'{path}' has version {found}; this program knows versions up to {Version}.",
                "Start it with the newer program that wrote it, or choose another data folder.");
        }

        if (found is > 0 and < FirstVersion)
        {
            throw new FactoryException(
                ErrorCodes.DataVersionTooOld,
                $"'{path}' has version {found}, written by a preview of the factory; this program reads versions {FirstVersion} to {Version}.",
                "Start with a new data folder (--data FOLDER), or use the preview that wrote it.");
        }

        if (found == Version)
        {
            return;
        }

        using var transaction = db.Connection.BeginTransaction();
        using var command = db.Connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Join('\n', found == 0 ? Scripts : Scripts[(int)(found - FirstVersion + 1)..]) + $"\nPRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static void ThrowIfForeign(SqliteStatements db, string path, long version)
    {
        if (db.ExecuteScalar("PRAGMA application_id") == ApplicationId)
        {
            return;
        }

        if (version != 0 || db.ExecuteScalar("SELECT count(*) FROM sqlite_schema") > 0)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"'{path}' is a database of another program, not the factory's.",
                "Choose another data folder.");
        }
    }
}
