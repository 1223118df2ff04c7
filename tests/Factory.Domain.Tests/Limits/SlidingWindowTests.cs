using Factory.Domain.Limits;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Limits;

public class SlidingWindowTests
{
    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void WaitFor_WhileThereIsRoom_IsZero()
    {
        var window = new SlidingWindow(3);
        for (var i = 0; i < 3; i++)
        {
            window.WaitFor(At(i), 1).ShouldBe(TimeSpan.Zero);
            window.Add(At(i), 1);
        }

        window.WaitFor(At(2), 1).ShouldBe(At(59), "the first one's second is over at 61");
        window.WaitFor(At(61), 1).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void WaitFor_WithOthersAhead_CountsWholeMinutesForThem()
    {
        var window = new SlidingWindow(5);
        window.Add(At(0), 5);
        window.WaitFor(At(0), 1, ahead: 0).ShouldBe(At(61));
        window.WaitFor(At(0), 1, ahead: 4).ShouldBe(At(61));
        window.WaitFor(At(0), 1, ahead: 5).ShouldBe(At(122));
    }

    [Fact]
    public void WaitFor_MoreThanTheLimit_WaitsForAnEmptyMinute()
    {
        var window = new SlidingWindow(100);
        window.WaitFor(At(0), 1_000).ShouldBe(TimeSpan.Zero);
        window.Add(At(0), 1);
        window.WaitFor(At(10), 1_000).ShouldBe(At(51));
    }

    [Theory]
    [InlineData(-60, 30, 0)]
    [InlineData(-1_000, 30, 0)]
    [InlineData(10, 30, 31)]
    [InlineData(-60, 61, 0)]
    public void Adjust_Difference_ChangesTheCountOfThatSecond(long difference, double now, double wait)
    {
        var window = new SlidingWindow(100);
        window.Add(At(0), 100);
        window.Adjust(At(0), At(now), difference);
        window.WaitFor(At(now), 50).ShouldBe(At(wait));
    }

    [Fact]
    public void Adjust_SecondThatLeftTheWindow_IsIgnored()
    {
        var window = new SlidingWindow(100);
        window.Add(At(0), 100);
        window.Add(At(61), 100);
        window.Adjust(At(0), At(61), -100);
        window.WaitFor(At(61), 1).ShouldBe(At(61));
    }

    [Fact]
    public void WaitFor_CallersThatWait_NeverExceedTheLimitInAnyMinute() => Prop.ForAll<(byte Amount, ushort Gap)[], byte>((calls, limit) =>
    {
        var window = new SlidingWindow(limit + 1);
        var passed = new List<(TimeSpan At, long Amount)>();
        var now = TimeSpan.Zero;
        foreach (var (amount, gap) in calls)
        {
            now += TimeSpan.FromMilliseconds(gap);
            var bounded = Math.Min(amount, window.Limit);
            now += window.WaitFor(now, bounded);
            window.WaitFor(now, bounded).ShouldBe(TimeSpan.Zero, "who waited as told passes");
            window.Add(now, bounded);
            passed.Add((now, bounded));
            passed.Where(p => now - p.At < TimeSpan.FromMinutes(1)).Sum(p => p.Amount).ShouldBeLessThanOrEqualTo(window.Limit);
        }

        return true;
    }).QuickCheckThrowOnFailure();
}
