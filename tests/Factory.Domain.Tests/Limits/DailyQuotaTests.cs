using Factory.Domain.Limits;

namespace Factory.Domain.Tests.Limits;

public class DailyQuotaTests
{
    private static readonly DateTimeOffset Evening = new(2030, 1, 1, 22, 30, 0, TimeSpan.Zero);

    private static ProviderLimits Limits(
        int? requests = null,
        int? tokens = null) => new(null, requests, null, tokens, "page", new DateOnly(2030, 1, 1));

    [Theory]
    [InlineData(50, null, 49, 0, 1, 0.0)]
    [InlineData(50, null, 50, 0, 1, 1.5)]
    [InlineData(null, 1_000, 9_000, 900, 100, 0.0)]
    [InlineData(null, 1_000, 0, 900, 101, 1.5)]
    [InlineData(null, 1_000, 0, 0, 5_000, 0.0)]
    [InlineData(null, 1_000, 0, 1, 5_000, 1.5)]
    [InlineData(50, 1_000, 1, 1_000, 1, 1.5)]
    [InlineData(null, null, 1_000, 1_000_000, 1_000, 0.0)]
    public void WaitFor_QuotaUsedUp_IsUntilMidnight(int? requests, int? tokens, long asked, long used, long next, double hours)
    {
        var day = new DailyQuota();
        day.Add(Evening, asked, used);
        day.WaitFor(Evening, Limits(requests, tokens), next).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void WaitFor_NextDay_StartsWithTheFullQuota()
    {
        var day = new DailyQuota();
        day.Add(Evening, 50, 0);
        day.WaitFor(Evening.AddHours(2), Limits(50), 1).ShouldBe(TimeSpan.Zero);
        day.Remaining(Evening.AddHours(2), Limits(50)).ShouldBe(1);
    }

    [Fact]
    public void Adjust_AnotherDay_IsIgnored()
    {
        var day = new DailyQuota();
        day.Add(Evening, 1, 800);
        day.Adjust(new DateOnly(2030, 1, 1), -300);
        day.Remaining(Evening, Limits(null, 1_000)).ShouldBe(0.5);
        day.Adjust(new DateOnly(2029, 12, 31), -300);
        day.Remaining(Evening, Limits(null, 1_000)).ShouldBe(0.5);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(100, null, 0.9)]
    [InlineData(null, 1_000, 0.25)]
    [InlineData(100, 1_000, 0.25)]
    [InlineData(5, 1_000, 0.0)]
    public void Remaining_RequestsAndTokens_IsTheLower(int? requests, int? tokens, double? left)
    {
        var day = new DailyQuota();
        day.Restore(Evening, 10, 750);
        var found = day.Remaining(Evening, Limits(requests, tokens));
        found.HasValue.ShouldBe(left.HasValue);
        (found ?? 0).ShouldBe(left ?? 0, 1e-9);
    }
}
