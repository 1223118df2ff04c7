namespace Factory.Metering.Budgets;

/// <summary>
/// Leases change in shared turns, side by side; whoever must take idle money from others gets a turn alone. In it nothing else grows or shrinks, so that a refusal is never the
/// fault of two purses that each hold a part.
/// </summary>
internal sealed class AsyncReaderWriterLock : IDisposable
{
    private const int MaxShared = 64;

    private readonly SemaphoreSlim _shared = new(MaxShared);
    private readonly SemaphoreSlim _exclusive = new(1);

    /// <summary>A turn beside others. Dispose it to end it.</summary>
    public async Task<IDisposable> AcquireSharedAsync(CancellationToken cancellationToken)
    {
        await _shared.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Releaser(this, 1, alone: false);
    }

    /// <summary>A turn alone. Dispose it to end it.</summary>
    public async Task<IDisposable> AcquireExclusiveAsync(CancellationToken cancellationToken)
    {
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

    public void Dispose()
    {
        _shared.Dispose();
        _exclusive.Dispose();
    }

    private sealed class Releaser(AsyncReaderWriterLock turns, int places, bool alone) : IDisposable
    {
        public void Dispose()
        {
            if (places > 0)
            {
                turns._shared.Release(places);
            }

            if (alone)
            {
                turns._exclusive.Release();
            }
        }
    }
}
