using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Tests.Hosting;

namespace Factory.Grains.Tests.Budgets;

public sealed class BudgetLeaseTests : BudgetGrainTestBase
{
    [Fact]
    public async Task Get_AfterARestart_KeepsLeasesSpendingAndClosedLeases()
    {
        await using (var factory = await StartAsync())
        {
            var budget = Budget(factory, "budget-run-1");
            (await Lease(factory, "budget-run-1", "lease-1", 2)).Amount.ShouldBe(new Usd(2));
            (await Lease(factory, "budget-run-1", "lease-2", 3)).Amount.ShouldBe(new Usd(3));
            (await Lease(factory, "budget-run-1", "lease-3", 0.01m)).ShouldBe(new LeaseResult(false, Usd.Zero, await budget.Get()));
            await budget.ShrinkLease(LeaseId.Parse("lease-2"), new Usd(1), new LeaseUsage(new Usd(0.5m), 2, 20));
            await budget.CloseLease(LeaseId.Parse("lease-1"), new LeaseUsage(new Usd(1.5m), 3, 300));
        }

        await using var next = await StartAsync();
        var view = View("budget-run-1", new Usd(5), new Usd(2), new Usd(0.5m), 5, 320);
        (await Budget(next, "budget-run-1").Get()).ShouldBe(view);
        await Budget(next, "budget-run-1").CloseLease(LeaseId.Parse("lease-1"), new LeaseUsage(new Usd(1.5m), 3, 300));
        (await Lease(next, "budget-run-1", "lease-1", 0)).IsGranted.ShouldBeFalse();
        (await Budget(next, "budget-run-1").Get()).ShouldBe(view);
    }

    [Fact]
    public async Task CloseLease_UnknownLease_WritesNoState()
    {
        await using var factory = await StartAsync();
        await Budget(factory, "budget-run-1").ShrinkLease(LeaseId.Parse("lease-1"), Usd.Zero, default);
        await Budget(factory, "budget-run-1").CloseLease(LeaseId.Parse("lease-1"), new LeaseUsage(new Usd(1)));
        (await Budget(factory, "budget-run-1").Get()).Spent.ShouldBe(Usd.Zero);
        (await WrittenAsync(factory)).ShouldBeEmpty();
        await Lease(factory, "budget-run-1", "lease-1", 1);
        (await WrittenAsync(factory)).ShouldBe(["budget-run-1"]);
    }

    private static async Task<List<string>> WrittenAsync(FactoryUnderTest factory)
    {
        var keys = new List<string>();
        await foreach (var state in factory.States.ScanAsync<DurableState<BudgetState>>(BudgetState.StateName, default))
        {
            keys.Add(state.Key);
        }

        return keys;
    }
}
