using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Domain.Budgets;
using static Factory.Domain.Tests.Budgets.GivenBudget;

namespace Factory.Domain.Tests.Budgets;

public class BudgetAlertsTests
{
    private readonly List<FactoryEvent> _told = [];
    private BudgetState _budget = Empty;

    /// <summary>The day is over: no pace passes its budget any more.</summary>
    private DateTimeOffset _now = At(23, 59).AddMinutes(1);

    private decimal _cap = 50;

    [Fact]
    public void Evaluate_SpendingRises_ReportsEachThresholdOnce()
    {
        Spend(24.99999999m).ShouldBeEmpty();
        Spend(25).ShouldBe(["50"]);
        Spend(39.99999999m).ShouldBeEmpty();
        Spend(40).ShouldBe(["80"]);
        Spend(49.99999999m).ShouldBeEmpty();
        Spend(50).ShouldBe(["100"]);
        Spend(51).ShouldBeEmpty();
    }

    [Fact]
    public void Evaluate_SeveralThresholdsAtOnce_ReportsTheHighest()
    {
        Spend(45).ShouldBe(["80"]);
        var told = _told.ShouldHaveSingleItem();
        told.ShouldSatisfyAllConditions(
            e => e.Message.ShouldBe("80 % of the day's budget is spent: 45.00 USD of 50.00 USD"),
            e => (e.Type, e.Subject, e.At).ShouldBe((EventTypes.BudgetThreshold, Name.Value, _now)));
    }

    [Fact]
    public void Evaluate_OpenLease_CountsReportedUsageOnly()
    {
        _budget = _budget.With("lease", 50);
        Look().ShouldBeEmpty();
        _budget = _budget.With("lease", 50, spent: 26);
        Look().ShouldBe(["50"]);
    }

    [Fact]
    public void Evaluate_RaisedCap_ReportsTheNextThresholdAgain()
    {
        Spend(50).ShouldBe(["100"]);
        _cap = 100;
        Spend(50).ShouldBeEmpty("half of the new cap was passed before");
        Spend(79).ShouldBeEmpty();
        Spend(80).ShouldBe(["80"]);
        Spend(100).ShouldBe(["100"]);
    }

    [Fact]
    public void Evaluate_CapRaisedFarAboveSpending_ReportsEveryThresholdAgain()
    {
        Spend(25).ShouldBe(["50"]);
        _cap = 200;
        Spend(99).ShouldBeEmpty();
        Spend(100).ShouldBe(["50"]);
    }

    [Fact]
    public void Evaluate_LoweredCap_ReportsThePassedThreshold()
    {
        Spend(20).ShouldBeEmpty();
        _cap = 20;
        Spend(20).ShouldBe(["100"]);
    }

    [Fact]
    public void Evaluate_RejectedCall_CountsAsUsedUp()
    {
        Spend(26).ShouldBe(["50"]);
        Tell(EventTypes.BudgetExceeded);
        Look().ShouldBe(["100"]);
        _told[^1].Message.ShouldBe("the day's budget is used up: 26.00 USD of 50.00 USD spent");
        Look().ShouldBeEmpty();
        _budget = _budget with { RaisedAlerts = _budget.RaisedAlerts with { RaisedOnce = [] } };
        Look().ShouldBeEmpty("half of it is spent, as told");
        Spend(40).ShouldBe(["80"]);
    }

    [Fact]
    public void Evaluate_ZeroCap_ReportsNoShare()
    {
        _cap = 0;
        Look().ShouldBeEmpty();
    }

    [Fact]
    public void Evaluate_BurnRateExceedsTheCap_ReportsBothAmounts()
    {
        _now = At(12, 0);
        Spend(1);
        _now = At(12, 30);
        Spend(3.5m).ShouldBeEmpty("3.50 + 11.5 hours × 3.50 are less than 50");
        _now = At(12, 45);
        Spend(5).ShouldBe(["5 61.25"]);
        _told.ShouldHaveSingleItem()
            .Message.ShouldBe("5.00 USD were spent in the last hour; at this rate the day would cost 61.25 USD, its budget is 50.00 USD");
    }

    [Fact]
    public void Evaluate_BurnRateStaysHigh_ReportsOnceAnHour()
    {
        _now = At(2, 0);
        Spend(4).ShouldBe(["4 92"]);
        _now = At(2, 30);
        Spend(8).ShouldBeEmpty();
        _now = At(2, 59);
        Spend(12).ShouldBeEmpty();
        _now = At(3, 0);
        Spend(13).ShouldBe(["9 202"], "the first 4 are an hour ago");
    }

    [Fact]
    public void Evaluate_SpendingOfEarlierHours_DoesNotCount()
    {
        _now = At(1, 0);
        Spend(2);
        _told.Clear();
        _now = At(4, 0);
        Spend(2.5m).ShouldBeEmpty("0.50 an hour lasts");
        _now = At(6, 0);
        Look().ShouldBeEmpty();
        _budget.RaisedAlerts.LastHourSamples.ShouldHaveSingleItem().Spent.ShouldBe(Usd(2.5m));
    }

    [Fact]
    public void Evaluate_BurnRateThatFits_ReportsNothing()
    {
        _now = At(14, 0);
        Spend(4.54545454m).ShouldBeEmpty("4.54545454 × 11 is not more than 50");
        _now = At(14, 1);
        Spend(5).ShouldBe(["5 54.92"]);
    }

    [Fact]
    public void Evaluate_BudgetUsedUp_ReportsNoBurnRate()
    {
        _now = At(2, 0);
        Spend(50).ShouldBe(["100"]);
    }

    [Fact]
    public void Evaluate_AfterMidnight_ReportsNoBurnRate()
    {
        _now = At(23, 59).AddHours(1);
        Spend(24).ShouldBeEmpty();
    }

    [Fact]
    public void Evaluate_ThousandsOfCallsAnHour_KeepsAFewSamples()
    {
        _now = At(1, 0);
        for (var i = 1; i <= 7_200; i++)
        {
            _now = At(1, 0).AddSeconds(i);
            Spend(i * 0.0001m).ShouldBeEmpty();
        }

        _budget.RaisedAlerts.LastHourSamples.Count.ShouldBeLessThanOrEqualTo(122);
        (_budget.ReportedSpent() - _budget.RaisedAlerts.LastHourSamples[0].Spent).ShouldBeInRange(Usd(0.36m), Usd(0.366m));
    }

    private static DateTimeOffset At(int hour, int minute) => new(2030, 1, 2, hour, minute, 0, TimeSpan.Zero);

    /// <summary>So much is spent now; returns what was told.</summary>
    private List<string> Spend(decimal total)
    {
        _budget = _budget with { Spent = Usd(total) };
        return Look();
    }

    private List<string> Look()
    {
        (_budget, var events) = BudgetAlerts.Evaluate(_budget, Usd(_cap), Day, _now);
        _told.AddRange(events);
        return [.. events.Select(e => string.Join(' ', e.Data.Values.Select(v => v)))];
    }

    private void Tell(string type) =>
        _budget = _budget with { RaisedAlerts = _budget.RaisedAlerts with { RaisedOnce = _budget.RaisedAlerts.RaisedOnce.Add(type) } };
}
