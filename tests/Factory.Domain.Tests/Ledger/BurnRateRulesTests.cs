using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Ledger;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Ledger;

public class BurnRateRulesTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    // 24 USD are left for 12 hours: 2 an hour last.
    [InlineData(2, null)]
    [InlineData(2.00000001, 11.99)]
    [InlineData(8, 3.0)]
    [InlineData(0, null)]
    public void Compute_SpendingOfTheLastHour_TellsWhenTheBudgetEnds(double hour, double? hours)
    {
        var rate = BurnRateRules.Compute(Budget(), [Row(Noon.AddMinutes(-30), (decimal)hour)], Noon);
        (rate.SpentLastHour, rate.Remaining).ShouldBe((new Usd((decimal)hour), new Usd(24)));
        (rate.ExhaustedAt - Noon)?.TotalHours.ShouldBe(hours!.Value, 0.01);
        rate.ExhaustedAt.HasValue.ShouldBe(hours is not null);
    }

    [Fact]
    public void Compute_Rows_CountsPayAsYouGoOfTheLastHour()
    {
        LedgerRow[] rows = [
            Row(Noon, 1),
            Row(Noon.AddHours(-1), 2),
            Row(Noon.AddHours(-1).AddTicks(-1), 4),
            Row(Noon, 8) with { Billing = Billing.Subscription }
        ];
        BurnRateRules.Compute(Budget(), rows, Noon).SpentLastHour.ShouldBe(new Usd(3));
    }

    [Fact]
    public void Compute_UsedUpBudget_EndsNow()
    {
        BurnRateRules.Compute(Budget() with { Cap = new Usd(20) }, [Row(Noon, 1)], Noon).ExhaustedAt.ShouldBe(Noon);
        BurnRateRules.Compute(Budget() with { Cap = new Usd(20) }, [], Noon).ExhaustedAt.ShouldBeNull();
    }

    [Fact]
    public void Compute_MoreCallsThanAreRead_Extrapolates()
    {
        var half = Enumerable.Range(0, BurnRateRules.MaxRows).Select(i => Row(Noon.AddMinutes(i == 0 ? -30 : -i % 30), 0.001m)).ToList();
        BurnRateRules.Compute(Budget(), half, Noon).SpentLastHour.ShouldBe(new Usd(10));
        var instant = Enumerable.Range(0, BurnRateRules.MaxRows).Select(_ => Row(Noon, 0.001m)).ToList();
        BurnRateRules.Compute(Budget(), instant, Noon).SpentLastHour.ShouldBe(new Usd(18_000), "a second is the least that is looked at");
    }

    private static BudgetView Budget() => new(BudgetId.Parse("budget-day-2030-01-02"), new Usd(50), new Usd(20), new Usd(6));

    private static LedgerRow Row(DateTimeOffset at, decimal cost) => new(
        "call-1",
        LeaseId.Parse("lease-1"),
        new DateOnly(2030, 1, 2),
        at,
        PrincipalId.Parse("attempt-1"),
        null,
        null,
        null,
        null,
        null,
        Given.SmallModel,
        ModelApi.OpenAIChat,
        default,
        new Usd(cost),
        Billing.PayAsYouGo,
        CallOutcome.Succeeded,
        200,
        default,
        null,
        null);
}
