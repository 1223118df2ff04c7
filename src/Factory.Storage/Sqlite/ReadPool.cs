using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Factory.Storage.Sqlite;

/// <summary>
/// A few read-only connections. A read sees everything that was committed before it began. SQLite has no asynchronous reads, so a read runs
/// on the caller's thread: keep it to rows, not tables; only waiting for a free connection is asynchronous.
/// </summary>
internal sealed class ReadPool(DatabaseFile file, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim _slots = new(size);
    private readonly ConcurrentBag<SqliteStatements> _idle = [];
    private int _closed;

    /// <summary>Reads on a connection of the pool.</summary>
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

        for (var i = 0; i < size; i++)
        {
            await _slots.WaitAsync().ConfigureAwait(false);
        }

        while (_idle.TryTake(out var db))
        {
            db.Dispose();
        }

        _slots.Release(size);
    }

    /// <summary>A connection on which a read failed is not used again.</summary>
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
