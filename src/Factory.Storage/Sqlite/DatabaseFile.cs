using Factory.Contracts.Errors;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>Opens connections to the one database file.</summary>
internal sealed class DatabaseFile(string path, TimeSpan busyTimeout)
{
    /// <summary>Above this size the check after an unclean stop would delay the start noticeably and is left to the operator.</summary>
    private const long MaxCheckedBytes = 16 * 1024 * 1024;

    /// <value>What to do about a damaged file.</value>
    public const string RestoreHint = "Stop the factory and go back to a backup: factory restore FILE --force (it keeps the damaged folder aside)";

    /// <summary>Full path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Opens, checks and, where needed, creates or upgrades the database.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c> or <c>data.unusable</c>.</exception>
    /// <remarks>
    /// SQLite removes the write-ahead log when the last connection closes, so a log that is there tells of an unclean stop. Recovering it is
    /// SQLite's own work and loses nothing that was committed. Only then, and only for files up to 16 MiB, the pages are checked too:
    /// <c>quick_check</c> reads the whole file, and a start must stay quick.
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
            throw new FactoryException(ErrorCodes.DataUnusable, $"'{Path}' cannot be used as the factory's database. {e.Message}", "Give the user that runs the factory write access to the folder, or choose another one with --data DIR.", inner: e);
        }
    }

    /// <summary>A connection that writes; there is one at a time.</summary>
    public SqliteStatements OpenForWriting() =>
        Open(SqliteOpenMode.ReadWriteCreate, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");

    /// <summary>A connection that only reads.</summary>
    public SqliteStatements OpenForReading() => Open(SqliteOpenMode.ReadOnly, "PRAGMA query_only = ON;");

    private SqliteStatements Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds),
        }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; {pragmas}";
            command.ExecuteNonQuery();
            return new SqliteStatements(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Only its owner may read it: states hold prompts, answers and approvals. SQLite gives its log the same mode.</summary>
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
