namespace Factory.Metering.Budgets;

/// <summary>
/// A lock for asynchronous code that many may hold shared, or one alone. The runtime's
/// <see cref="ReaderWriterLockSlim"/> belongs to a thread and cannot be held over an await. Not reentrant; a caller
/// that wants it alone waits for the shared holders, and new ones wait behind it.
/// </summary>
internal sealed class AsyncReaderWriterLock : IDisposable
{
    // How many may hold it shared. To hold it alone is to take all of these places.
    private const int MaxShared = 64;

    private readonly SemaphoreSlim _shared = new(MaxShared);
    private readonly SemaphoreSlim _exclusive = new(1);

    /// <summary>Acquires it shared. Dispose the result to release it.</summary>
    public async Task<IDisposable> AcquireSharedAsync(CancellationToken cancellationToken)
    {
        await _shared.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Releaser(this, 1, alone: false);
    }

    /// <summary>Acquires it alone. Dispose the result to release it.</summary>
    public async Task<IDisposable> AcquireExclusiveAsync(CancellationToken cancellationToken)
    {
        // Two that each collected half of the places would wait for each other: one at a time collects.
        await _exclusive.WaitAsync(cancellationToken).ConfigureAwait(false);
        var held = 0;
        try
        {
            for (; held < MaxShared; held++)
            {
                await _shared.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            new Releaser(this, held, alone: true).Dispose();
            throw;
        }

        return new Releaser(this, held, alone: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _shared.Dispose();
        _exclusive.Dispose();
    }

    private sealed class Releaser(AsyncReaderWriterLock owner, int places, bool alone) : IDisposable
    {
        public void Dispose()
        {
            if (places > 0)
            {
                owner._shared.Release(places);
            }

            if (alone)
            {
                owner._exclusive.Release();
            }
        }
    }
}
