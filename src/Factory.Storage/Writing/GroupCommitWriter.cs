using System.Diagnostics;
using System.Threading.Channels;
using Factory.Contracts.Errors;
using Factory.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Factory.Storage.Writing;

/// <summary>
/// Group commit: one thread owns the writing connection and puts every write that is waiting into one transaction, so that many callers
/// share the wait for the disk. A call returns only when its write is on disk.
/// </summary>
/// <remarks>
/// Each write runs in a savepoint: one that fails (an etag conflict) is taken back alone and told after the commit, so that whoever reads
/// again then sees what it lost to. When the disk fails, every write of the batch fails and the loop goes on with the next.
/// It is a thread of its own because it spends its life waiting for the disk.
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
    /// <param name="db">Its open writing connection; the loop owns it from now on.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="logger">For failures that no caller sees.</param>
    public GroupCommitWriter(DatabaseFile file, SqliteStatements db, StorageOptions options, ILogger logger)
    {
        _file = file;
        _db = db;
        _logger = logger;
        _probe = options.FaultInjector;
        _maxBatch = options.MaxBatchSize;
        _queue = Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        new Thread(Run) { Name = "storage-writer", IsBackground = true }.Start();
    }

    /// <summary>Called on the writer's thread after each commit that has something to tell, before its callers go on. Must be quick and not throw.</summary>
    public Action<WriteContext>? OnCommitted { get; set; }

    /// <summary>Called on the writer's thread after each commit. Must be quick and not throw.</summary>
    public Action? OnSucceeded { get; set; }

    /// <summary>Called on the writer's thread when a whole transaction failed. Must be quick and not throw.</summary>
    public Action<FactoryException>? OnFailed { get; set; }

    /// <summary>What was committed.</summary>
    public CommitStatistics Statistics { get; } = new();

    /// <summary>How many transactions were committed.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Runs work inside a transaction on the writer's thread; returns when it is on disk.</summary>
    /// <exception cref="FactoryException"><c>data.unusable</c>: nothing of the write was kept.</exception>
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
            throw new ObjectDisposedException(typeof(FactoryDatabase).FullName, "The store is closed: nothing can be written any more.");
        }

        using var cancel = cancellationToken.UnsafeRegister(static (w, token) => ((PendingWrite)w!).Cancel(token), write);
        return await write.Result.ConfigureAwait(false);
    }

    /// <summary>Takes no more writes, commits those that wait, closes the connection.</summary>
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
                for (var began = Stopwatch.GetTimestamp(); _batch.Count < _maxBatch && _commitDelay.ShouldWait(_batch.Count, Stopwatch.GetElapsedTime(began)); FillBatch())
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
        try
        {
            _db ??= _file.OpenForWriting();
            context = new WriteContext(_db, _probe);
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
        var mark = context.CreateSavepoint();
        context.Db.Execute("SAVEPOINT one");
        try
        {
            write.Execute(context);
        }
        catch (Exception e) when (context.Db.InTransaction && !(e is SqliteException s && SqliteErrors.FailsWholeBatch(s)))
        {
            context.Db.Execute("ROLLBACK TO one");
            context.RollbackTo(mark);
            write.Failure = e is SqliteException refused ? SqliteErrors.ToFactoryException(refused, _file.Path) : e;
        }

        context.Db.Execute("RELEASE one");
    }

    private void FailBatch(Exception error)
    {
        LogBatchFailed(error, _batch.Count);
        RollBack();
        var failure = error as FactoryException ?? (error is SqliteException s ? SqliteErrors.ToFactoryException(s, _file.Path) : Unexpected(error));
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
            LogConnectionDiscarded(e);
            Close();
        }
    }

    private static FactoryException Unexpected(Exception error) =>
        new(ErrorCodes.DataUnusable, "The store failed while it wrote; nothing of this write was kept.", "See the log for the cause.", inner: error);

    private void Close()
    {
        _db?.Dispose();
        _db = null;
    }
}
