using Factory.Contracts.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Storage.Events;
using Factory.Storage.Health;
using Factory.Storage.Idempotency;
using Factory.Storage.Outbox;
using Factory.Storage.Sqlite;
using Factory.Storage.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Factory.Storage;

/// <summary>
/// The open database: one writer, a pool of readers, and notifications after each commit. One instance per process and
/// file.
/// </summary>
/// <remarks>Disposing rejects new writes, commits those that are queued, and closes the file.</remarks>
public sealed class FactoryDatabase : IAsyncDisposable, IDisposable
{
    private FactoryDatabase(DatabaseFile file, SqliteStatements db, StorageOptions options, TimeProvider time, ILogger logger)
    {
        Options = options;
        Time = time;

        // sqlite_sequence and not max(seq): positions are never reused, also when the newest events were deleted.
        Events = new EventSignal(db.ExecuteScalar("SELECT seq FROM sqlite_sequence WHERE name = 'events'") ?? 0);
        SqliteIdempotencyStore.DeletePendingClaims(db);
        Reads = new ReadPool(file, options.MaxReaders);
        Writer = new GroupCommitWriter(file, db, options, logger) { OnCommitted = NotifyCommitted };
        Health = new StorageHealth(Writer, options, time, logger);
        Writer.OnStarted = Health.OnCommitStarted;
        Writer.OnSucceeded = Health.OnCommitSucceeded;
        Writer.OnFailed = Health.OnCommitFailed;
    }

    /// <summary>Figures about commits since the database was opened.</summary>
    public CommitStatisticsView Statistics => Writer.Statistics.Read();

    internal StorageOptions Options { get; }

    internal TimeProvider Time { get; }

    internal EventSignal Events { get; }

    internal ReadPool Reads { get; }

    internal GroupCommitWriter Writer { get; }

    internal StorageHealth Health { get; }

    /// <summary>
    /// Called with each committed outbox message, on the writer's thread; null while no sweeper runs. Must not block or
    /// throw.
    /// </summary>
    internal Action<StoredOutboxMessage>? MessagesCommitted { get; set; }

    /// <summary>Opens the database; creates or upgrades it when needed.</summary>
    /// <exception cref="FactoryException"><c>data.version_too_new</c>, <c>data.version_too_old</c> or
    /// <c>data.unusable</c>.</exception>
    internal static FactoryDatabase Open(StorageOptions options, TimeProvider time, ILogger logger)
    {
        var file = new DatabaseFile(options.DatabasePath, options.BusyTimeout);
        var db = file.OpenAndUpgrade();
        try
        {
            return new FactoryDatabase(file, db, options, time, logger);
        }
        catch (SqliteException e)
        {
            db.Dispose();
            throw SqliteErrors.ToFactoryException(e, file.Path);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Health.Dispose();

        // Readers first: SQLite deletes its write-ahead log when the last connection closes, but only if that
        // connection may write. A log that stays behind would look like an unclean stop at the next start.
        await Reads.DisposeAsync().ConfigureAwait(false);
        await Writer.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private void NotifyCommitted(WriteContext context)
    {
        Events.Advance(context.LastEvent);
        if (MessagesCommitted is { } publish)
        {
            foreach (var message in context.Messages)
            {
                publish(message);
            }
        }
    }
}
