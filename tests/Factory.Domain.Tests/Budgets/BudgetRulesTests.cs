using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Budgets;
using FsCheck;
using FsCheck.Fluent;

namespace Factory.Domain.Tests.Budgets;

public class BudgetRulesTests
{
    private static readonly AttemptId Attempt = AttemptId.Parse("attempt-1");

    private static BudgetState Budget(decimal cap) => new() { Name = "budget-run-1", Cap = new Usd(cap) };

    [Fact]
    public void Reserve_MoreThanIsLeft_IsRefusedWithTheNumbers()
    {
        var problem = BudgetRules.Reserve(Budget(1), Attempt, "call-1", new Usd(1.01m)).Problem!;
        problem.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        problem.Message.ShouldContain("1.00 USD left of 1.00 USD");
    }

    [Fact]
    public void Reserve_ExactlyWhatIsLeft_Fits() => BudgetRules.Reserve(Budget(1), Attempt, "call-1", new Usd(1)).Problem.ShouldBeNull();

    [Fact]
    public void Settle_Twice_CountsOnce()
    {
        var budget = BudgetRules.Settle(Reserved(Budget(1), "call-1", 0.5m), "call-1", new Usd(0.2m));
        BudgetRules.Settle(budget, "call-1", new Usd(0.2m)).ShouldBeSameAs(budget);
        budget.Spent.ShouldBe(new Usd(0.2m));
        budget.Reserved().ShouldBe(Usd.Zero);
    }

    [Fact]
    public void Reserve_SameCallAgain_ReservesOnce()
    {
        var budget = Reserved(Budget(1), "call-1", 0.5m);
        BudgetRules.Reserve(budget, Attempt, "call-1", new Usd(0.5m)).ShouldBe(Decision<BudgetState>.Unchanged);
    }

    [Fact]
    public void Forfeit_OpenReservations_CountAsSpent()
    {
        var budget = Reserved(Reserved(Budget(2), "call-1", 0.5m), "call-2", 0.7m);
        budget = BudgetRules.Forfeit(BudgetRules.Settle(budget, "call-1", new Usd(0.1m)), Attempt);
        budget.Spent.ShouldBe(new Usd(0.8m));
        budget.Reservations.ShouldBeEmpty();
    }

    [Fact]
    public void Reserve_LessThanNothing_IsTheCallersMistake() =>
        Should.Throw<ArgumentOutOfRangeException>(() => BudgetRules.Reserve(Budget(1), Attempt, "call-1", new Usd(-0.01m)));

    [Theory]
    [InlineData(256, 256, "call-1")]
    [InlineData(257, 256, "call-2")]
    public void Settle_ManyCalls_RemembersTheLatest(int calls, int remembered, string oldest)
    {
        var budget = Budget(1);
        for (var call = 1; call <= calls; call++)
        {
            budget = BudgetRules.Settle(Reserved(budget, "call-" + call, 0), "call-" + call, Usd.Zero);
        }

        budget.Ended.Count.ShouldBe(remembered);
        budget.Ended[0].ShouldBe(oldest);
        budget.Ended[^1].ShouldBe("call-" + calls);
    }

    [Fact]
    public void Forfeit_OfAnotherAttempt_LeavesTheReservation()
    {
        var budget = Reserved(Budget(1), "call-1", 0.5m);
        BudgetRules.Forfeit(budget, AttemptId.Parse("attempt-2")).ShouldBeSameAs(budget);
    }

    [Fact]
    public void Anything_InAnyOrder_NeverPassesTheCap() => Prop.ForAll<(byte Kind, byte Call, byte Cents)[]>(steps =>
    {
        var budget = Budget(1);
        foreach (var (kind, call, cents) in steps)
        {
            var id = "call-" + (call % 8);
            var amount = new Usd(cents / 100m);
            switch (kind % 3)
            {
                case 0:
                    budget = BudgetRules.Reserve(budget, Attempt, id, amount).Events.DefaultIfEmpty(budget).Single();
                    break;
                case 1 when budget.Reservations.TryGetValue(id, out var reservation):
                    // A provider cannot cost more than the worst case that was set aside.
                    budget = BudgetRules.Settle(budget, id, amount < reservation.Amount ? amount : reservation.Amount);
                    break;
                case 2:
                    budget = BudgetRules.Forfeit(budget, Attempt);
                    break;
            }

            if (budget.Spent + budget.Reserved() > budget.Cap)
            {
                return false;
            }
        }

        return true;
    }).QuickCheckThrowOnFailure();

    private static BudgetState Reserved(BudgetState budget, string call, decimal amount) =>
        BudgetRules.Reserve(budget, Attempt, call, new Usd(amount)).Events.Single();
}
