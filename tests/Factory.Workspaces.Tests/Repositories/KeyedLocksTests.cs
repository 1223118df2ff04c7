using Factory.Workspaces.Repositories;

namespace Factory.Workspaces.Tests.Repositories;

public sealed class KeyedLocksTests
{
    private readonly KeyedLocks _locks = new();

    [Fact]
    public async Task Acquire_HeldKey_WaitsAndOtherKeysDoNot()
    {
        var held = await _locks.AcquireAsync("a", default);
        var waiting = _locks.AcquireAsync("a", default);
        (await _locks.AcquireAsync("A", default)).Dispose();

        waiting.IsCompleted.ShouldBeFalse();
        held.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Acquire_CancelledWhileWaiting_LeavesTheLockUsable()
    {
        using var cancellation = new CancellationTokenSource();
        var held = await _locks.AcquireAsync("a", default);
        var waiting = _locks.AcquireAsync("a", cancellation.Token);

        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        held.Dispose();

        (await _locks.AcquireAsync("a", default)).Dispose();
    }

    // Otherwise two holders would follow: the semaphore would have two places.
    [Fact]
    public async Task Dispose_Twice_ReleasesOnce()
    {
        var first = await _locks.AcquireAsync("a", default);
        first.Dispose();
        first.Dispose();

        using var second = await _locks.AcquireAsync("a", default);
        _locks.AcquireAsync("a", default).IsCompleted.ShouldBeFalse();
    }
}
