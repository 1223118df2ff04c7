using System.Diagnostics;
using System.Threading.Channels;
using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Writing;

/// <summary>
/// Group commit: one thread owns the writing connection and puts all queued writes into one transaction, so that many
/// callers share one wait for the disk. A call completes only when its write is on disk.
/// </summary>
/// <remarks>
/// Each write runs in a savepoint: one that fails (an etag conflict) is rolled back alone, and its caller learns it
/// after the commit. When the disk fails, every write of the batch fails and the writer continues with the next batch.
/// </remarks>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    private readonly DatabaseFile _file;
    private readonly ILogger _logger;
    private readonly Action<FaultPoint>? _probe;
    private readonly int _maxBatch;
    private readonly Channel<PendingWrite> _queue;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingWrite> _batch = [];
    private readonly CommitDelayPolicy _commitDelay = new();
    private SqliteStatements? _db;
    private long _commits;

    /// <param name="file">The database.</param>
    /// <param name="db">Its open writing connection; this object disposes it.</param>
    /// <param name="options">Queue and batch sizes.</param>
    /// <param name="logger">Receives failures of whole batches.</param>
    public GroupCommitWriter(DatabaseFile file, SqliteStatements db, StorageOptions options, ILogger logger)
    {
        _file = file;
        _db = db;
        _logger = logger;
        _probe = options.FaultInjector;
        _maxBatch = options.MaxBatchSize;

        // Bounded: callers wait when the disk is slower than they are, instead of filling the memory with states.
        _queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });

        // A thread of its own: the writer blocks on the disk most of the time and would keep a thread of the pool from
        // everything else.
        new Thread(Run) { Name = "storage-writer", IsBackground = true }.Start();
    }

    /// <summary>
    /// Called on the writer's thread after each commit with events or messages, before its callers continue. Must be
    /// quick and not throw.
    /// </summary>
    public Action<WriteContext>? OnCommitted { get; set; }

    /// <summary>Called on the writer's thread before each transaction. Must be quick and not throw.</summary>
    public Action? OnStarted { get; set; }

    /// <summary>Called on the writer's thread after each commit. Must be quick and not throw.</summary>
    public Action? OnSucceeded { get; set; }

    /// <summary>Called on the writer's thread when a whole transaction failed. Must be quick and not throw.</summary>
    public Action<FactoryException>? OnFailed { get; set; }

    /// <summary>Counts of commits and writes.</summary>
    public CommitStatistics Statistics { get; } = new();

    /// <summary>Number of committed transactions.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Runs work inside a transaction on the writer's thread; completes when it is on disk.</summary>
    /// <param name="work">The statements to run. It must not block, and may be rolled back and never repeated.</param>
    /// <param name="cancellationToken">Cancels the write while it is queued; once it runs, its result is
    /// awaited.</param>
    /// <exception cref="FactoryException"><c>data.unusable</c> or <c>data.disk_full</c>: nothing of the write was
    /// kept.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async Task<T> WriteAsync<T>(Func<WriteContext, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new PendingWrite<T>(work);
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(typeof(FactoryDatabase).FullName, "The store is closed and accepts no more writes.");
        }

        using var cancel = cancellationToken.UnsafeRegister(static (w, token) => ((PendingWrite)w!).Cancel(token), write);
        return await write.Result.ConfigureAwait(false);
    }

    /// <summary>Rejects new writes, commits those that are queued, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stopped.Task.ConfigureAwait(false);
    }

    private void Run()
    {
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                FillBatch();

                // Yield and not a sleep: the shortest sleep of the operating system is longer than a commit on a fast
                // disk.
                for (var began = Stopwatch.GetTimestamp(); _batch.Count < _maxBatch
                    && _commitDelay.ShouldWait(_batch.Count, Stopwatch.GetElapsedTime(began)); FillBatch())
                {
                    Thread.Yield();
                }

                if (_batch.Count > 0)
                {
                    CommitBatch();
                    _batch.Clear();
                }
            }
        }
        finally
        {
            Close();
            _stopped.TrySetResult();
        }
    }

    private void FillBatch()
    {
        while (_batch.Count < _maxBatch && _queue.Reader.TryRead(out var write))
        {
            if (write.TryStart())
            {
                _batch.Add(write);
            }
        }
    }

    private void CommitBatch()
    {
        var began = Stopwatch.GetTimestamp();
        WriteContext context;
        OnStarted?.Invoke();
        try
        {
            _db ??= _file.OpenForWriting();
            context = new WriteContext(_db, _probe);

            // IMMEDIATE takes the write lock now. A deferred transaction would take it at its first write and could
            // fail there with SQLITE_BUSY, without waiting for the busy timeout, when another process has written
            // since.
            _db.Execute("BEGIN IMMEDIATE");
            context.ReachFaultPoint(FaultPoint.BatchStarted);
            foreach (var write in _batch)
            {
                ExecuteInSavepoint(write, context);
            }

            context.ReachFaultPoint(FaultPoint.BeforeCommit);
            _db.Execute("COMMIT");
        }
        catch (Exception e)
        {
            FailBatch(e);
            return;
        }

        Interlocked.Increment(ref _commits);
        Statistics.RecordCommit(_batch.Count);
        OnSucceeded?.Invoke();

        // The order of what follows is a promise: events are readable before their waiters wake, and messages are
        // queued before the callers continue, so a caller that stops the store right after its write has not lost them.
        _commitDelay.RecordCommit(_batch.Count, _queue.Reader.Count, Stopwatch.GetElapsedTime(began));
        if (context.LastEvent > 0 || context.Messages.Count > 0)
        {
            OnCommitted?.Invoke(context);
        }

        foreach (var write in _batch)
        {
            write.Complete();
        }
    }

    private void ExecuteInSavepoint(PendingWrite write, WriteContext context)
    {
        var savepoint = context.CreateSavepoint();
        context.Db.Execute("SAVEPOINT one");
        try
        {
            write.Execute(context);
        }
        catch (Exception e) when (context.Db.InTransaction && !(e is SqliteException s && SqliteErrors.FailsWholeBatch(s)))
        {
            // Only while the transaction lives: after a full disk SQLite has rolled all of it back, and there is no
            // savepoint to return to. The failure is reported after the commit, so that a caller that reads again sees
            // the write that it lost against.
            context.Db.Execute("ROLLBACK TO one");
            context.RollbackTo(savepoint);
            write.Failure = e is SqliteException refused ? SqliteErrors.ToFactoryException(refused, _file.Path) : e;
        }

        context.Db.Execute("RELEASE one");
    }

    private void FailBatch(Exception error)
    {
        LogBatchFailed(error, _batch.Count);
        RollBack();
        var failure = error as FactoryException
            ?? (error is SqliteException s ? SqliteErrors.ToFactoryException(s, _file.Path) : Unexpected(error));
        OnFailed?.Invoke(failure);
        foreach (var write in _batch)
        {
            write.Fail(failure);
        }
    }

    private void RollBack()
    {
        try
        {
            if (_db is { InTransaction: true })
            {
                _db.Execute("ROLLBACK");
            }
        }
        catch (SqliteException e)
        {
            // An unknown state of the transaction must not leak into the next batch: CommitBatch opens a new
            // connection.
            LogConnectionDiscarded(e);
            Close();
        }
    }

    private static FactoryException Unexpected(Exception error) =>
        new(
            ErrorCodes.DataUnusable,
            "The store failed during a write; nothing of this write was kept.",
            "See the log for the cause.",
            inner: error);

    private void Close()
    {
        _db?.Dispose();
        _db = null;
    }
}
