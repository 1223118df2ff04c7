using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.TestKit.Properties;
using FsCheck;
using FsCheck.Fluent;
using static Factory.Domain.Tests.Budgets.GivenBudget;

namespace Factory.Domain.Tests.Budgets;

/// <summary>
/// Random commands of honest holders against a ledger of whole units kept on the side: both agree, and the cap is never
/// passed.
/// </summary>
public class BudgetRulesPropertyTests
{
    private const int Leases = 6;

    [Fact]
    public void AnyCommand_RandomSequence_KeepsTheCapAndMatchesTheModel() =>
        Prop.ForAll<(byte What, byte Which, byte A, byte B)[], byte>((steps, cap) =>
    {
        var (budget, naive) = (Empty, new Naive(cap));
        foreach (var (what, which, a, b) in steps)
        {
            var command = Command(naive, what, $"lease-{which % Leases}", a, b);
            budget = command(budget);
            naive.Check(budget);
            command(budget).Look().ShouldBe(budget.Look(), "the same command is idempotent");
        }

        return true;
    }).Check(PropertyConfig.Fixed(300));

    /// <summary>Does it to the model; returns how it is done to the budget.</summary>
    private static Func<BudgetState, BudgetState> Command(Naive naive, byte what, string lease, byte a, byte b)
    {
        switch (what % 8)
        {
            case 0 or 1 or 2 or 3:
                var request = Request(lease, Units(a), Units(a + b), naive.SpentOf(lease));
                var isGranted = naive.Lease(lease, a, a + b);
                return budget =>
                {
                    var next = BudgetRules.AcquireLease(budget, naive.CapUsd, request);
                    (next is not null).ShouldBe(isGranted);
                    return next ?? budget;
                };
            case 4:
                naive.Use(lease, a);
                return budget => budget;
            case 5:
                var (keeps, use) = (Usd(Units(naive.Trim(lease, a))), new LeaseUsage(Usd(naive.SpentOf(lease))));
                return budget => BudgetRules.ShrinkLease(budget, new LeaseId(lease), keeps, use);
            case 6:
                var spent = new LeaseUsage(Usd(naive.Close(lease)));
                return budget => BudgetRules.CloseLease(budget, new LeaseId(lease), spent);
            default:
                naive.Cap += a / 16;
                return budget => budget;
        }
    }

    private static decimal Units(int units) => units * 0.00000001m;

    /// <summary>What a budget is, in whole hundred-millionths: no records, no rounding.</summary>
    private sealed class Naive(int cap)
    {
        private readonly Dictionary<string, (int Amount, int Spent)> _open = [];
        private readonly HashSet<string> _closed = [];
        private int _spent;

        public int Cap { get; set; } = cap;

        public Usd CapUsd => Usd(Units(Cap));

        public decimal SpentOf(string lease) => Units(_open.GetValueOrDefault(lease).Spent);

        public bool Lease(string lease, int need, int requested)
        {
            var held = _open.GetValueOrDefault(lease);
            var room = Cap - _spent - _open.Where(o => o.Key != lease).Sum(o => o.Value.Amount);
            if (_closed.Contains(lease) || need > room)
            {
                return false;
            }

            _open[lease] = (Math.Max(held.Amount, Math.Min(requested, room)), held.Spent);
            return true;
        }

        /// <summary>An honest holder never spends more than it was given.</summary>
        public void Use(string lease, int units)
        {
            if (_open.TryGetValue(lease, out var held))
            {
                _open[lease] = held with { Spent = Math.Min(held.Amount, held.Spent + units) };
            }
        }

        public int Trim(string lease, int units)
        {
            if (!_open.TryGetValue(lease, out var held))
            {
                return units;
            }

            var keeps = Math.Max(held.Spent, held.Amount - units);
            _open[lease] = held with { Amount = keeps };
            return keeps;
        }

        public decimal Close(string lease)
        {
            if (!_open.Remove(lease, out var held))
            {
                return Units(1);
            }

            _closed.Add(lease);
            _spent += held.Spent;
            return Units(held.Spent);
        }

        public void Check(BudgetState budget)
        {
            budget.Spent.ShouldBe(Usd(Units(_spent)));
            budget.Committed().ShouldBe(Usd(Units(_spent + _open.Sum(o => o.Value.Amount))));
            budget.Committed().ShouldBeLessThanOrEqualTo(CapUsd);
            budget.ReportedSpent().ShouldBeInRange(budget.Spent, budget.Committed());
            budget.Leases.Keys.Select(l => l.Value).ShouldBe(_open.Keys.Order(StringComparer.Ordinal));
            budget.Leases.Values.All(l => l.Amount.Amount >= 0 && l.Usage.Spent.Amount >= 0).ShouldBeTrue();
            budget.ClosedLeases.Select(l => l.Value).ShouldBe(_closed, ignoreOrder: true);
        }
    }
}
