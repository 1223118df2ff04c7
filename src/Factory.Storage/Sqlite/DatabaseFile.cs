using Factory.Contracts.Errors;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>Opens connections to the one database file.</summary>
internal sealed class DatabaseFile(string path, TimeSpan busyTimeout)
{
    // quick_check reads the whole file. Above this size it would delay the start noticeably; DatabaseIntegrityCheck
    // runs it ten seconds later anyway.
    private const long MaxCheckedBytes = 16 * 1024 * 1024;

    /// <value>The fix that messages about a damaged file name.</value>
    public const string RestoreHint =
        "Stop the factory and go back to a backup: factory restore FILE --force (it keeps the damaged folder aside)";

    /// <summary>Full path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Opens the database for writing; creates, checks or upgrades it when needed.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c>, <c>data.version_too_old</c> or
    /// <c>data.unusable</c>.</exception>
    /// <remarks>
    /// SQLite deletes the write-ahead log when the last connection closes, so a log that exists means an unclean stop.
    /// SQLite recovers it by itself and loses nothing that was committed. Only then, and only for files of up to 16
    /// MiB, the pages are checked too.
    /// </remarks>
    public SqliteStatements OpenAndUpgrade()
    {
        try
        {
            CreateFile();
            var log = new FileInfo(Path + "-wal");
            var unclean = log.Exists && log.Length > 0;
            var db = OpenForWriting();
            try
            {
                if (unclean && new FileInfo(Path).Length <= MaxCheckedBytes)
                {
                    CheckIntegrity(db);
                }

                Schema.Upgrade(db, Path);
                return db;
            }
            catch
            {
                db.Dispose();
                throw;
            }
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"'{Path}' cannot be used as the factory's database. {e.Message}",
                "Give the user that runs the factory write access to the folder, or choose another one with --data DIR.",
                inner: e);
        }
    }

    /// <summary>A connection that can write; at most one is open at a time.</summary>
    /// <remarks>
    /// WAL lets readers go on while a transaction commits. <c>synchronous = FULL</c> makes a commit return only when
    /// the log is on disk: with the usual NORMAL, a power failure could lose commits that callers were told about.
    /// </remarks>
    public SqliteStatements OpenForWriting() =>
        Open(SqliteOpenMode.ReadWriteCreate, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");

    /// <summary>A read-only connection.</summary>
    public SqliteStatements OpenForReading() => Open(SqliteOpenMode.ReadOnly, "PRAGMA query_only = ON;");

    private SqliteStatements Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false, // Writer and ReadPool keep connections themselves; a pooled one would hold the file open after they closed it.
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();

            // Temporary tables and statement journals in memory: SQLite creates their file and then unlinks it, and a process
            // that is killed in between would leave it behind in the folder for temporary files.
            command.CommandText =
                $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; PRAGMA temp_store = MEMORY; {pragmas}";
            command.ExecuteNonQuery();
            return new SqliteStatements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Creates the file with access for its owner only: states hold prompts, answers and approvals. SQLite copies the
    /// mode to its log.
    /// </summary>
    private void CreateFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (File.Exists(Path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var created = new FileStream(Path, options);
    }

    private void CheckIntegrity(SqliteStatements db)
    {
        var first = db.List(static r => r.GetString(0), "PRAGMA quick_check(1)").FirstOrDefault();
        if (first != "ok")
        {
            throw new FactoryException(ErrorCodes.DataUnusable, $"{Path} is damaged ({first}).", RestoreHint);
        }
    }
}
