using Factory.Storage.Events;
using Factory.Storage.Tests.Support;

namespace Factory.Storage.Tests.Events;

public sealed class EventSignalTests
{
    private readonly EventSignal _signal = new(10);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(long.MaxValue, false)]
    [InlineData(-1, true)]
    public void WaitAsync_Position_CompletesAtOnceOnlyForAnEarlierOne(long after, bool completes) =>
        _signal.WaitAsync(after, default).IsCompleted.ShouldBe(completes);

    [Fact]
    public async Task Advance_Position_WakesThoseItIsNewEnoughFor()
    {
        var near = _signal.WaitAsync(10, default);
        var far = _signal.WaitAsync(20, default);

        _signal.Advance(20);

        await near.Within("the wait for 11");
        far.IsCompleted.ShouldBeFalse();
        _signal.Advance(21);
        await far.Within("the wait for 21");
    }

    // Batches complete in order, but a position must never go back: readers would see an event twice.
    [Theory]
    [InlineData(10)]
    [InlineData(3)]
    public void Advance_PositionThatIsNotNewer_IsIgnored(long seq)
    {
        var waiting = _signal.WaitAsync(10, default);

        _signal.Advance(seq);

        (_signal.Last, waiting.IsCompleted).ShouldBe((10, false));
    }

    [Fact]
    public async Task WaitAsync_Cancelled_DisturbsNoOther()
    {
        using var cancellation = new CancellationTokenSource();
        var cancelled = _signal.WaitAsync(10, cancellation.Token);
        var other = _signal.WaitAsync(10, default);

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        _signal.Advance(11);
        await other.Within("the other wait");
    }
}
