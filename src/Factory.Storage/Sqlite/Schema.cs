using Factory.Contracts.Errors;

namespace Factory.Storage.Sqlite;

/// <summary>
/// The tables, by version (<c>PRAGMA user_version</c>). To change them, append a script to <see cref="Scripts"/> and
/// write a golden data folder (<c>tests/Golden/README.md</c>). Never change an existing script: databases in use were
/// created by it.
/// </summary>
internal static class Schema
{
    /// <summary>
    /// <c>PRAGMA application_id</c>, "FACT" in ASCII: tells the factory's databases from those of other programs.
    /// </summary>
    public const long ApplicationId = 0x46414354;

    /// <summary>
    /// The version that the first of <see cref="Scripts"/> creates. Versions 1 to 4 were previews and are not upgraded
    /// (ADR 30).
    /// </summary>
    private const int FirstVersion = 5;

    private static readonly string[] Scripts =
    [
        """
        -- Grain states. payload is JSON text, so that json_extract and an operator's sqlite3 can read it; etag grows by one with each write.
        CREATE TABLE states (
            name       TEXT NOT NULL,
            key        TEXT NOT NULL,
            type       TEXT NOT NULL,
            version    INTEGER NOT NULL,
            etag       INTEGER NOT NULL,
            payload    TEXT NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (name, key));

        -- Derived from states: deleting a state deletes its row. created_at and all other times are UTC ticks.
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

        -- AUTOINCREMENT: a position is never given out twice, so a client can resume after the last one that it has seen.
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

        -- Messages that are committed but not yet published.
        CREATE TABLE outbox (
            id         INTEGER PRIMARY KEY AUTOINCREMENT,
            namespace  TEXT NOT NULL,
            key        TEXT NOT NULL,
            subject    TEXT NOT NULL,
            created_at INTEGER NOT NULL);

        -- status and response are null while the command runs.
        CREATE TABLE idempotency (
            scope        TEXT NOT NULL,
            key          TEXT NOT NULL,
            request_hash TEXT NOT NULL,
            status       INTEGER,
            response     TEXT,
            created_at   INTEGER NOT NULL,
            PRIMARY KEY (scope, key));
        CREATE INDEX idempotency_by_age ON idempotency (created_at);

        -- etag_floor: the highest etag of any deleted state. A state that is created again starts above it.
        CREATE TABLE settings (
            name  TEXT PRIMARY KEY,
            value);
        INSERT INTO settings (name, value) VALUES ('etag_floor', 0);

        -- cost in units of 1/100,000,000 USD, so that sums are exact; latency and first_token in ticks of 100 ns.
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
            cached_input INTEGER NOT NULL,
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

    /// <summary>Creates the tables, or upgrades them to <see cref="Version"/>, in one transaction.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c>, <c>data.version_too_old</c> or
    /// <c>data.unusable</c>.</exception>
    public static void Upgrade(SqliteStatements db, string path)
    {
        var found = db.ExecuteScalar("PRAGMA user_version") ?? 0;
        ThrowIfForeign(db, path, found);
        if (found > Version)
        {
            throw new FactoryException(
                ErrorCodes.DataVersionTooNew,
                $"'{path}' has version {found}; this program reads versions up to {Version}.",
                "Start the newer version that wrote it, or choose another data folder with --data DIR.");
        }

        if (found is > 0 and < FirstVersion)
        {
            throw new FactoryException(
                ErrorCodes.DataVersionTooOld,
                $"'{path}' has version {found}, written by a preview of the factory; this program reads {ReadableVersions()}.",
                "Choose a new data folder with --data DIR, or start the preview that wrote this one; previews are not upgraded.");
        }

        if (found == Version)
        {
            return;
        }

        // The version is set in the transaction of the scripts: a crash leaves the old tables with the old version,
        // never a mixture.
        using var transaction = db.Connection.BeginTransaction();
        using var command = db.Connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Join('\n', found == 0 ? Scripts : Scripts[(int)(found - FirstVersion + 1)..])
            + $"\nPRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static string ReadableVersions() => Version == FirstVersion ? $"version {Version}" : $"versions {FirstVersion} to {Version}";

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
                $"'{path}' is a database of another program, not of the factory.",
                "Choose another data folder with --data DIR.");
        }
    }
}
