using Factory.Contracts.Errors;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>What SQLite's errors mean for a user.</summary>
internal static class SqliteErrors
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int Io = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int Constraint = 19;
    private const int NotADatabase = 26;

    /// <summary>True when the store itself failed, so that every write of the transaction fails with it.</summary>
    public static bool FailsWholeBatch(SqliteException error) =>
        error.SqliteErrorCode is Busy or Locked or NoMemory or ReadOnly or Io or Corrupt or Full or CannotOpen or NotADatabase;

    /// <summary>The error as users and callers see it.</summary>
    public static FactoryException ToFactoryException(SqliteException error) => error.SqliteErrorCode switch
    {
        Full => Unusable("The disk that holds the factory's database is full; nothing of this write was kept.", "Free disk space, then try again.", true, error),
        Io => Unusable("The factory's database could not be read or written (disk error); nothing of this write was kept.", "Check the disk that holds the data folder, then try again.", true, error),
        Busy or Locked => Unusable("The factory's database is locked by another program.", "Close the program that has it open, then try again.", true, error),
        ReadOnly => Unusable("The factory's database cannot be written: the file or its folder is read-only.", "Give the user that runs the factory write access to the data folder.", true, error),
        CannotOpen => Unusable("The factory's database cannot be opened.", "Check that the data folder exists and that the user who runs the factory may read and write it.", true, error),
        Corrupt or NotADatabase => Unusable("The factory's database is damaged.", "Stop the factory and restore the data folder from a backup.", false, error),
        NoMemory => Unusable("SQLite ran out of memory.", "Give the machine more memory, then try again.", true, error),
        Constraint => new FactoryException(ErrorCodes.Internal, "A write broke a rule of the store and was refused: " + error.Message, inner: error),
        _ => new FactoryException(ErrorCodes.Internal, "The store failed: " + error.Message, inner: error),
    };

    private static FactoryException Unusable(string message, string hint, bool retryable, SqliteException error) =>
        new(ErrorCodes.DataUnusable, message, hint, retryable, error);
}
