namespace Factory.Metering.Budgets;

/// <summary>
/// Leases change in shared turns, side by side; whoever must take idle money from others gets a turn alone. In it nothing else grows or shrinks, so that a refusal is never the
/// fault of two purses that each hold a part.
/// </summary>
internal sealed class AsyncReaderWriterLock : IDisposable
{
    private const int Places = 64;

    private readonly SemaphoreSlim _places = new(Places);
    private readonly SemaphoreSlim _alone = new(1);

    /// <summary>A turn beside others. Dispose it to end it.</summary>
    public async Task<IDisposable> SharedAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(this, 1, alone: false);
    }

    /// <summary>A turn alone. Dispose it to end it.</summary>
    public async Task<IDisposable> AloneAsync(CancellationToken cancellationToken)
    {
        await _alone.WaitAsync(cancellationToken).ConfigureAwait(false);
        var held = 0;
        try
        {
            for (; held < Places; held++)
            {
                await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            new Turn(this, held, alone: true).Dispose();
            throw;
        }

        return new Turn(this, held, alone: true);
    }

    public void Dispose()
    {
        _places.Dispose();
        _alone.Dispose();
    }

    private sealed class Turn(AsyncReaderWriterLock turns, int places, bool alone) : IDisposable
    {
        public void Dispose()
        {
            if (places > 0)
            {
                turns._places.Release(places);
            }

            if (alone)
            {
                turns._alone.Release();
            }
        }
    }
}
