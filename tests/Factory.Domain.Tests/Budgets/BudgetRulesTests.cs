using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Domain.Budgets;
using static Factory.Domain.Tests.Budgets.GivenBudget;

namespace Factory.Domain.Tests.Budgets;

public class BudgetRulesTests
{
    private const double Least = 0.00000001;
    private static readonly LeaseId Mine = new("mine");

    [Theory]
    // A first lease: all of the requested, else what is left, else nothing.
    [InlineData(10, 0, 0, 0, 2, 5, 5.0)]
    [InlineData(10, 0, 0, 0, 2, 10, 10.0)]
    [InlineData(10, 0, 0, 0, 2, 50, 10.0)]
    [InlineData(10, 0, 0, 0, 10, 10, 10.0)]
    [InlineData(10, 0, 0, 0, 10 + Least, 20, null)]
    [InlineData(10, 3, 4, 0, 3, 5, 3.0)]
    [InlineData(10, 3, 4, 0, 3 + Least, 5, null)]
    [InlineData(10, 3, 7, 0, Least, 1, null)]
    [InlineData(10, 9, 0, 0, 0, 0, 0.0)]
    // Calls that cost nothing are never refused, also where the budget is used up or its cap was lowered.
    [InlineData(10, 10, 0, 0, 0, 1, 0.0)]
    [InlineData(0, 0, 0, 0, 0, 0, 0.0)]
    [InlineData(5, 6, 1, 0, 0, 0, 0.0)]
    [InlineData(0, 0, 0, 0, Least, 1, null)]
    // A lease that is raised: what it holds is not asked for again.
    [InlineData(10, 3, 4, 2, 3, 5, 3.0)]
    [InlineData(10, 3, 4, 2, 3 + Least, 5, null)]
    [InlineData(10, 0, 0, 2, 1, 1, 2.0)]
    [InlineData(10, 0, 8, 2, 2, 2, 2.0)]
    [InlineData(10, 0, 8, 2, 2, 9, 2.0)]
    // The cap was lowered below what is out: held money stays held, more is not given.
    [InlineData(1, 0, 0, 2, 2, 3, 2.0)]
    [InlineData(1, 0, 0, 2, 2 + Least, 3, null)]
    // Less than a hundred-millionth is rounded down, so that sums of the ledger's units never pass the cap.
    [InlineData(0.000000019, 0, 0, 0, Least, 1, Least)]
    [InlineData(0.000000009, 0, 0, 0, Least, 1, null)]
    // The largest budget there may be.
    [InlineData(1_000_000, 999_999, 0, 0, 1, 1_000_000, 1.0)]
    [InlineData(1_000_000, 999_999.99999999, 0, 0, 0.00000001, 1, 0.00000001)]
    public void AcquireLease_MinimumAndRequest_GrantsUpToTheCapOrRejects(
        double cap,
        double spent,
        double others,
        double held,
        double need,
        double requested,
        double? expected)
    {
        var budget = Empty.With("past", (decimal)spent).Closed("past", (decimal)spent).With("others", (decimal)others);
        budget = held > 0 ? budget.With("mine", (decimal)held) : budget;

        var next = BudgetRules.AcquireLease(budget, Usd((decimal)cap), Request("mine", (decimal)need, (decimal)requested));

        next?.Leases[Mine].Amount.ShouldBe(Usd((decimal)expected!.Value));
        (next is null).ShouldBe(expected is null);
    }

    [Fact]
    public void AcquireLease_WithoutACap_GrantsTheWholeRequest()
    {
        var budget = Empty.With("others", 1_000_000);
        BudgetRules.AcquireLease(budget, null, Request("mine", 1, 5_000_000))!.Leases[Mine].Amount.ShouldBe(Usd(5_000_000));
    }

    [Fact]
    public void AcquireLease_Granted_RecordsPrincipalAndUsage()
    {
        var next = BudgetRules.AcquireLease(Empty, Usd(10), Request("mine", 1, 2, spent: 0.5m, calls: 3, tokens: 90))!;
        next.ParentCap.ShouldBe(Usd(1_000));
        var lease = next.Leases[Mine];
        (lease.Principal.PrincipalId, lease.Day, lease.Usage)
            .ShouldBe((PrincipalId.Parse("attempt-1"), Day, new LeaseUsage(Usd(0.5m), 3, 90)));
        lease.Budgets.ShouldBe([Name]);
    }

    [Theory]
    [InlineData(-0.01, 1)]
    [InlineData(2, 1)]
    [InlineData(0, -1)]
    public void AcquireLease_InvalidAmounts_Throws(double need, double requested) =>
        Should.Throw<ArgumentOutOfRangeException>(() =>
            BudgetRules.AcquireLease(Empty, Usd(10), Request("mine", (decimal)need, (decimal)requested)));

    [Fact]
    public void AcquireLease_SameRequestAgain_IsGrantedOnce()
    {
        var request = Request("mine", 1, 4);
        var once = BudgetRules.AcquireLease(Empty, Usd(5), request)!;
        BudgetRules.AcquireLease(once, Usd(5), request)!.Look().ShouldBe(once.Look());
        once.Committed().ShouldBe(Usd(4));
    }

    [Fact]
    public void AcquireLease_AfterARaisedCap_GrantsWhatItRejected()
    {
        var full = Empty.With("others", 5);
        BudgetRules.AcquireLease(full, Usd(5), Request("mine", 1, 1)).ShouldBeNull();
        BudgetRules.AcquireLease(full, Usd(6), Request("mine", 1, 1)).ShouldNotBeNull();
    }

    [Fact]
    public void AcquireLease_AnotherLeaseOverspent_CountsWhatItSpent()
    {
        var overdrawn = Empty.With("others", 2, spent: 4);
        overdrawn.Committed().ShouldBe(Usd(4));
        BudgetRules.AcquireLease(overdrawn, Usd(5), Request("mine", 1, 3))!.Leases[Mine].Amount.ShouldBe(Usd(1));
        BudgetRules.AcquireLease(overdrawn, Usd(5), Request("mine", 1.5m, 3)).ShouldBeNull();
    }

    [Fact]
    public void AcquireLease_Closed_IsNeverOpenedAgain()
    {
        var closed = Empty.With("mine", 2).Closed("mine", 1);
        BudgetRules.AcquireLease(closed, Usd(100), Request("mine", 0, 0)).ShouldBeNull();
        BudgetRules.AcquireLease(closed, null, Request("mine", 1, 2)).ShouldBeNull();
    }

    [Theory]
    [InlineData(2, 2.0)]
    [InlineData(0, 0.0)]
    [InlineData(3, 3.0)]
    [InlineData(4, 3.0)]
    public void ShrinkLease_Amount_NeverRaisesTheLease(double amount, double expected)
    {
        var trimmed = BudgetRules.ShrinkLease(Empty.With("mine", 3), Mine, Usd((decimal)amount), default);
        trimmed.Leases[Mine].Amount.ShouldBe(Usd((decimal)expected));
        trimmed.Spent.ShouldBe(default);
    }

    [Fact]
    public void ShrinkLease_OpenLease_ReportsUsageAndFreesTheRest()
    {
        var trimmed = BudgetRules.ShrinkLease(Empty.With("mine", 3), Mine, Usd(1), new LeaseUsage(Usd(1), 2, 30));
        (trimmed.ReportedSpent(), trimmed.Committed()).ShouldBe((Usd(1), Usd(1)));
        trimmed.Leases[Mine].Usage.ShouldBe(new LeaseUsage(Usd(1), 2, 30));
        BudgetRules.AcquireLease(trimmed, Usd(3), Request("other", 2, 2)).ShouldNotBeNull();
    }

    [Fact]
    public void ShrinkLease_UnknownLease_ChangesNothing()
    {
        var budget = Empty.With("mine", 3);
        BudgetRules.ShrinkLease(budget, new LeaseId("other"), default, default).ShouldBeSameAs(budget);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    // The provider billed more than was asked of it: the money is gone all the same.
    [InlineData(7)]
    public void CloseLease_WhatWasSpent_StaysSpentAndTheRestIsFree(double spent)
    {
        var closed = Empty.With("others", 1).With("mine", 3).Closed("mine", (decimal)spent, 4, 500);
        (closed.Spent, closed.Calls, closed.Tokens).ShouldBe((Usd((decimal)spent), 4, 500));
        closed.Leases.Keys.ShouldBe([new LeaseId("others")]);
        closed.Committed().ShouldBe(Usd((decimal)spent + 1));
    }

    [Fact]
    public void CloseLease_Again_CountsOnce()
    {
        var once = Empty.With("mine", 3).Closed("mine", 2, 1, 10);
        once.Closed("mine", 2, 1, 10).ShouldBeSameAs(once);
    }

    [Fact]
    public void CloseLease_UnknownLease_ChangesNothing()
    {
        var budget = Empty.With("mine", 3);
        budget.Closed("other", 2).ShouldBeSameAs(budget);
    }

    [Fact]
    public void CloseLease_ManyLeases_KeepsTheLatestIds()
    {
        var budget = Enumerable.Range(0, BudgetState.MaxClosedLeases + 1)
            .Aggregate(Empty, (b, i) => b.With($"lease-{i}", 1).Closed($"lease-{i}", 1));
        budget.ClosedLeases.Count.ShouldBe(BudgetState.MaxClosedLeases);
        budget.ClosedLeases.ShouldNotContain(new LeaseId("lease-0"));
        budget.ClosedLeases[^1].ShouldBe(new LeaseId($"lease-{BudgetState.MaxClosedLeases}"));
        budget.Spent.ShouldBe(Usd(BudgetState.MaxClosedLeases + 1));
    }

    [Fact]
    public void ToView_OpenLeases_ShowsReportedUsageAsSpentAndTheRestAsReserved()
    {
        var budget = Empty.With("past", 2).Closed("past", 2, 5, 100).With("a", 3, spent: 1).With("b", 1);
        budget = BudgetRules.ShrinkLease(budget, new LeaseId("b"), Usd(0.5m), new LeaseUsage(Usd(0.25m), 2, 40));
        budget.ToView(Usd(10), Usd(99)).ShouldBe(new BudgetView(Name, Usd(10), Usd(3.25m), Usd(2.25m), 7, 140));
    }

    [Theory]
    [InlineData(null, null, 99.0, true)]
    [InlineData(null, 20.0, 20.0, true)]
    [InlineData(5.0, 20.0, 5.0, false)]
    public void ToView_Cap_IsItsOwnElseTheParentsElseTheFallback(double? own, double? outer, double cap, bool follows)
    {
        var budget = Empty with { ParentCap = outer is { } amount ? Usd((decimal)amount) : null };
        var view = budget.ToView(own is { } limit ? Usd((decimal)limit) : null, Usd(99));
        (view.Cap, view.InheritsCap).ShouldBe((Usd((decimal)cap), follows));
    }

    [Theory]
    [InlineData(10, 4, 3, 3)]
    [InlineData(10, 7, 3, 0)]
    [InlineData(10, 11, 0, 0)]
    public void Remaining_Spent_IsNeverBelowZero(double cap, double spent, double reserved, double left) =>
        new BudgetView(Name, Usd((decimal)cap), Usd((decimal)spent), Usd((decimal)reserved)).Remaining().ShouldBe(Usd((decimal)left));
}
