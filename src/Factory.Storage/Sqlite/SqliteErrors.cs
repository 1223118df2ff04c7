using Factory.Contracts.Errors;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>Maps SQLite's result codes (https://www.sqlite.org/rescode.html) to the factory's errors.</summary>
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

    /// <summary>
    /// True when the store itself failed and not one statement: every write of the transaction fails with it.
    /// </summary>
    public static bool FailsWholeBatch(SqliteException error) =>
        error.SqliteErrorCode is Busy or Locked or NoMemory or ReadOnly or Io or Corrupt or Full or CannotOpen or NotADatabase;

    /// <summary>The error with a code, a message and a fix.</summary>
    /// <param name="error">SQLite's error.</param>
    /// <param name="path">Full path of the database file.</param>
    public static FactoryException ToFactoryException(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        // Retryable: these end when the operator frees space or access, without a restart. Damage does not.
        Full =>
            new FactoryException(
                ErrorCodes.DiskFull,
                $"The disk that holds {Folder(path)} is full; nothing of this write was kept.",
                "Free space on it; the factory continues by itself.",
                true,
                error),
        Io =>
            Unusable(
                $"{path} could not be read or written (disk error {error.SqliteExtendedErrorCode}); nothing of this write was kept.",
                "Check the disk and its free space; the factory continues by itself.",
                true,
                error),
        Busy or Locked =>
            Unusable($"{path} is locked by another program.", "Close the program that has it open, then try again.", true, error),
        ReadOnly =>
            Unusable(
                $"{path} cannot be written: the file, its folder or its disk is read-only.",
                $"Give the user that runs the factory write access to {Folder(path)}; the factory continues by itself.",
                true,
                error),
        CannotOpen =>
            Unusable(
                $"{path} cannot be opened.",
                $"Check that {Folder(path)} exists and that the user who runs the factory may read and write it.",
                true,
                error),
        Corrupt or NotADatabase => Unusable($"{path} is damaged.", DatabaseFile.RestoreHint, false, error),
        NoMemory => Unusable("SQLite ran out of memory.", "Give the machine more memory, then try again.", true, error),
        Constraint =>
            new FactoryException(
                ErrorCodes.Internal,
                "A write violated a constraint of the store and was rejected: " + error.Message,
                inner: error),
        _ => new FactoryException(ErrorCodes.Internal, "The store failed: " + error.Message, inner: error),
    };

    private static string Folder(string path) => System.IO.Path.GetDirectoryName(path) ?? path;

    private static FactoryException Unusable(string message, string hint, bool retryable, SqliteException error) =>
        new(ErrorCodes.DataUnusable, message, hint, retryable, error);
}
