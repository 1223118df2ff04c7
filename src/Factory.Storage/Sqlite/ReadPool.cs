using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>
/// A pool of read-only connections. A read sees everything that was committed before it began. SQLite has no
/// asynchronous reads, so a read runs on the caller's thread and should return rows, not tables; only waiting for a
/// free connection is asynchronous. Thread-safe.
/// </summary>
internal sealed class ReadPool(DatabaseFile file, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(size);
    private readonly ConcurrentBag<SqliteStatements> _idle = [];
    private int _closed;

    /// <summary>Runs a read on a connection of the pool.</summary>
    /// <exception cref="ObjectDisposedException">The pool is closed.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteStatements, T> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, typeof(FactoryDatabase));
            return Read(read);
        }
        catch (SqliteException e)
        {
            throw SqliteErrors.ToFactoryException(e, file.Path);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        // Taking every slot waits for the reads in progress: a connection must not be closed under one.
        for (var i = 0; i < size; i++)
        {
            await _slots.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryTake(out var db))
        {
            db.Dispose();
        }

        // Callers that waited for a slot must get one to learn that the pool is closed.
        _slots.Release(size);
    }

    // A connection on which a read failed is closed: it may hold an open reader or transaction, or have lost its file.
    private T Read<T>(Func<SqliteStatements, T> read)
    {
        var db = _idle.TryTake(out var idle) ? idle : file.OpenForReading();
        var returned = false;
        try
        {
            var result = read(db);
            _idle.Add(db);
            returned = true;
            return result;
        }
        finally
        {
            if (!returned)
            {
                db.Dispose();
            }
        }
    }
}
