using Factory.Metering.Budgets;

namespace Factory.Metering.Tests.Budgets;

public sealed class AsyncReaderWriterLockTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly AsyncReaderWriterLock _lock = new();

    public void Dispose() => _lock.Dispose();

    [Fact]
    public async Task AcquireExclusive_SharedHolders_WaitsForTheLast()
    {
        var first = await _lock.AcquireSharedAsync(default);
        var second = await _lock.AcquireSharedAsync(default);
        var alone = _lock.AcquireExclusiveAsync(default);

        first.Dispose();
        alone.IsCompleted.ShouldBeFalse();
        second.Dispose();

        (await alone.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task AcquireShared_HeldAlone_Waits()
    {
        var alone = await _lock.AcquireExclusiveAsync(default);
        var shared = _lock.AcquireSharedAsync(default);

        shared.IsCompleted.ShouldBeFalse();
        alone.Dispose();

        (await shared.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task AcquireExclusive_TwoAtOnce_DoNotWaitForEachOther()
    {
        var shared = await _lock.AcquireSharedAsync(default);
        var (first, second) = (_lock.AcquireExclusiveAsync(default), _lock.AcquireExclusiveAsync(default));
        shared.Dispose();

        var winner = await (await Task.WhenAny(first, second).WaitAsync(Patience));
        (first.IsCompleted && second.IsCompleted).ShouldBeFalse();
        winner.Dispose();

        foreach (var acquired in await Task.WhenAll(first, second).WaitAsync(Patience))
        {
            acquired.ShouldNotBeNull();
        }
    }

    // What it had collected by then must be free again, or every later exclusive holder would wait without end.
    [Fact]
    public async Task AcquireExclusive_CancelledWhileCollecting_GivesEverythingBack()
    {
        using var cancellation = new CancellationTokenSource();
        var shared = await _lock.AcquireSharedAsync(default);
        var alone = _lock.AcquireExclusiveAsync(cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => alone);
        (await _lock.AcquireSharedAsync(default).WaitAsync(Patience)).Dispose();
        shared.Dispose();

        (await _lock.AcquireExclusiveAsync(default).WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task Acquire_AlreadyCancelled_TakesNothing()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => _lock.AcquireSharedAsync(cancelled));
        await Should.ThrowAsync<OperationCanceledException>(() => _lock.AcquireExclusiveAsync(cancelled));

        (await _lock.AcquireExclusiveAsync(default).WaitAsync(Patience)).Dispose();
    }
}
