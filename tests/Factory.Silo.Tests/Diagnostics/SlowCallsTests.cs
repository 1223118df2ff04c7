using Factory.Contracts.Diagnostics;
using Factory.Silo.Diagnostics;

namespace Factory.Silo.Tests.Diagnostics;

public sealed class SlowCallsTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private readonly SlowCalls _calls = new();

    [Fact]
    public void Read_KeepsTheTwentySlowest_SlowestFirst()
    {
        foreach (var milliseconds in Enumerable.Range(1, 30).OrderBy(i => i * 7 % 31))
        {
            Add(milliseconds, Now);
        }

        _calls.Read(Now).Select(call => call.Milliseconds).ShouldBe(Enumerable.Range(11, 20).Reverse().Select(i => (double)i));
    }

    [Fact]
    public void IsCandidate_WithRoom_IsEverything() => _calls.IsCandidate(TimeSpan.FromTicks(1), Now).ShouldBeTrue();

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void IsCandidate_WhenFull_IsWhatIsSlowerThanTheQuickest(int milliseconds, bool expected)
    {
        for (var i = 11; i <= 30; i++)
        {
            Add(i, Now);
        }

        _calls.IsCandidate(TimeSpan.FromMilliseconds(milliseconds), Now).ShouldBe(expected);
    }

    [Fact]
    public void Read_AfterTenMinutes_ForgetsAndTakesQuickerOnesAgain()
    {
        for (var i = 1; i <= 20; i++)
        {
            Add(100, Now);
        }

        _calls.Read(Now + TimeSpan.FromMinutes(10)).Count.ShouldBe(20);
        _calls.IsCandidate(TimeSpan.FromMilliseconds(1), Now).ShouldBeFalse();

        _calls.Read(Now + TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1)).ShouldBeEmpty();
        _calls.IsCandidate(TimeSpan.FromMilliseconds(1), Now).ShouldBeTrue();
    }

    [Fact]
    public void IsCandidate_TheOldestKeptOneHasExpired_TakesQuickerOnesAgain()
    {
        Add(50_000, Now - TimeSpan.FromMinutes(1));
        for (var i = 1; i < 20; i++)
        {
            Add(30_000, Now);
        }

        var expiry = Now + TimeSpan.FromMinutes(9);
        _calls.IsCandidate(TimeSpan.FromSeconds(5), expiry).ShouldBeFalse();
        _calls.IsCandidate(TimeSpan.FromSeconds(5), expiry + TimeSpan.FromTicks(1)).ShouldBeTrue();

        Add(5_000, expiry + TimeSpan.FromTicks(1));
        _calls.Read(expiry + TimeSpan.FromTicks(1)).Select(call => call.Milliseconds).ShouldBe([.. Enumerable.Repeat(30_000d, 19), 5_000]);
    }

    private void Add(double milliseconds, DateTimeOffset endedAt) =>
        _calls.Add(new SlowCallView("task/1", "ITaskGrain.Advance", milliseconds, endedAt, false));
}
