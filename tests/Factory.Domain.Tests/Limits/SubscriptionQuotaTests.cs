using Factory.Domain.Limits;

namespace Factory.Domain.Tests.Limits;

public class SubscriptionQuotaTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SubscriptionWindow Plan = new(TimeSpan.FromHours(5), 1_000);

    [Theory]
    [InlineData(0, 1_000, 0)]
    [InlineData(0, 5_000, 0)]
    [InlineData(900, 100, 0)]
    [InlineData(900, 101, 5)]
    [InlineData(1, 5_000, 5)]
    [InlineData(1_000, 1, 5)]
    public void WaitFor_WindowUsedUp_IsUntilItEnds(long used, long next, double hours)
    {
        var quota = new SubscriptionQuota();
        if (used > 0)
        {
            quota.Add(Noon, Plan, used);
        }

        quota.WaitFor(Noon, Plan, next).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void WindowEnd_FirstCall_StartsTheWindow()
    {
        var quota = new SubscriptionQuota();
        quota.WaitFor(Noon, Plan, 1_000).ShouldBe(TimeSpan.Zero);
        quota.WindowEnd.ShouldBeNull("a question begins nothing");
        quota.Add(Noon.AddHours(1), Plan, 400);
        quota.Add(Noon.AddHours(5), Plan, 600);
        quota.WindowEnd.ShouldBe(Noon.AddHours(6), "later calls do not move it");
        quota.WaitFor(Noon.AddHours(5.5), Plan, 1).ShouldBe(TimeSpan.FromHours(0.5));
        quota.WaitFor(Noon.AddHours(6), Plan, 1_000).ShouldBe(TimeSpan.Zero);
        quota.Remaining(Noon.AddHours(6), Plan).ShouldBe(1);
    }

    [Fact]
    public void Adjust_AnotherWindow_IsIgnored()
    {
        var quota = new SubscriptionQuota();
        quota.Add(Noon, Plan, 800);
        var first = quota.WindowEnd;
        quota.Adjust(first, -500);
        quota.Remaining(Noon, Plan).ShouldBe(0.7, 1e-9);
        quota.Adjust(first, -5_000);
        quota.Remaining(Noon, Plan).ShouldBe(1, "never less than nothing");
        quota.Add(Noon.AddHours(5), Plan, 100);
        quota.Adjust(first, 900);
        quota.Remaining(Noon.AddHours(5), Plan).ShouldBe(0.9, 1e-9);
    }

    [Fact]
    public void Restore_UsedTokens_CountForAWindowThatBeginsNow()
    {
        var quota = new SubscriptionQuota();
        quota.Restore(Noon, Plan, 600);
        (quota.WindowEnd, quota.Remaining(Noon, Plan)).ShouldBe((Noon.AddHours(5), 0.4));
        quota.Restore(Noon, Plan, 0);
        quota.WindowEnd.ShouldBeNull();
    }
}
