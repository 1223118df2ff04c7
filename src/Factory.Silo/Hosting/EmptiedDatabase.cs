using Factory.Contracts.Errors;
using Factory.Domain.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>
/// Refuses a database file without content in a folder that a factory has used. SQLite takes it for a new database, and
/// with it a write-ahead log, which may hold the last commits, is deleted.
/// </summary>
internal static class EmptiedDatabase
{
    /// <summary>Passes unless the database was emptied. To be called before the folder is written to.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>.</exception>
    public static void EnsureNone(FactoryPaths paths)
    {
        if (new FileInfo(paths.Database) is { Exists: true, Length: 0 } && FindTrace(paths) is { } trace)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"{paths.Database} is empty (0 bytes), but {trace} in the same folder shows that a factory has run here; its database is " +
                "never empty.",
                "Go back to a backup: factory restore FILE --force. Without one, begin with a new database: " +
                $"mv {paths.Database} {paths.Database}.empty");
        }
    }

    private static string? FindTrace(FactoryPaths paths) =>
        new FileInfo(paths.Database + "-wal") is { Exists: true, Length: > 0 } log ? log.Name
        : new[] { paths.TokenFile, paths.Products, paths.Transcripts, paths.Logs }.FirstOrDefault(Path.Exists) is { } found
            ? Path.GetFileName(found)
            : null;
}
