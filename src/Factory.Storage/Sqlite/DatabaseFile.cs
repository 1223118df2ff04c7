using Factory.Contracts.Errors;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>Opens connections to the one database file.</summary>
internal sealed class DatabaseFile(string path, TimeSpan busyTimeout)
{
    // quick_check reads the whole file, at about 500 MB a second. Above this size it would delay the start noticeably;
    // DatabaseIntegrityCheck runs it ten seconds later.
    private const long MaxCheckedBytes = 512 * 1024 * 1024;

    /// <value>The fix that messages about a damaged file name.</value>
    public const string RestoreHint =
        "Stop the factory and go back to a backup: factory restore FILE --force (it keeps the damaged folder aside). Without a backup, " +
        "move the file away to begin with a new database; runs, budgets and keys are lost.";

    /// <summary>Full path of the file.</summary>
    public string Path { get; } = path;

    /// <summary>Opens the database for writing; creates, checks or upgrades it when needed.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c>, <c>data.version_too_old</c> or
    /// <c>data.unusable</c>.</exception>
    /// <remarks>
    /// The pages of files of up to 512 MiB are checked, so that damage fails the start; larger ones are checked a
    /// moment later. SQLite recovers its write-ahead log after an unclean stop by itself and loses nothing that was committed.
    /// </remarks>
    public SqliteStatements OpenAndUpgrade()
    {
        try
        {
            CreateFile();
            var db = OpenForWriting();
            try
            {
                if (new FileInfo(Path).Length <= MaxCheckedBytes)
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

    /// <summary>Creates the database under another name and renames it, so that it is never empty.</summary>
    private void CreateFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (File.Exists(Path))
        {
            return;
        }

        var file = new DatabaseFile(Path + ".new", busyTimeout);
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            // Those of a process that ended here.
            File.Delete(file.Path + suffix);
        }

        CreateEmpty(file.Path);
        using (var db = file.OpenForWriting())
        {
            Schema.Upgrade(db, Path);
        }

        File.Move(file.Path, Path);
    }

    // With access for its owner only: states hold prompts, answers and approvals. SQLite copies the mode to its log.
    private static void CreateEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var created = new FileStream(path, options);
    }

    /// <summary>What <c>quick_check</c> found, in one line without its heading.</summary>
    public static string DescribeDamage(string? found) => (found ?? "").Split('\n')[^1].Trim();

    private void CheckIntegrity(SqliteStatements db)
    {
        var first = db.List(static r => r.GetString(0), "PRAGMA quick_check(1)").FirstOrDefault();
        if (first != "ok")
        {
            throw new FactoryException(ErrorCodes.DataUnusable, $"{Path} is damaged ({DescribeDamage(first)}).", RestoreHint);
        }
    }
}
