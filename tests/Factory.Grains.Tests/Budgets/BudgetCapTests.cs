using Factory.Contracts.Metering;

namespace Factory.Grains.Tests.Budgets;

public sealed class BudgetCapTests : BudgetGrainTestBase
{
    [Fact]
    public async Task Get_BudgetWithoutItsOwnCap_HasThePolicysCap()
    {
        await using var factory = await StartAsync();
        (await Budget(factory, Day).Get()).ShouldBe(View(Day, new Usd(50), Usd.Zero, Usd.Zero));
        (await Budget(factory, "budget-run-1").Get()).ShouldBe(View("budget-run-1", new Usd(5), Usd.Zero, Usd.Zero));
        (await Budget(factory, "budget-agent-rex-2030-01-02")
            .Get()).ShouldBe(View("budget-agent-rex-2030-01-02", new Usd(50), Usd.Zero, Usd.Zero, inheritsCap: true));
        (await Budget(factory, "budget-task-1")
            .Get()).ShouldBe(View("budget-task-1", new Usd(5), Usd.Zero, Usd.Zero, inheritsCap: true));
        (await Budget(factory, "budget-key-laptop").Get()).Cap.ShouldBe(Usd.Zero, "a key without a budget has nothing to spend");
        (await Budget(factory, "budget-task-1")
            .SetCap(new Usd(2))).ShouldBe(View("budget-task-1", new Usd(2), Usd.Zero, Usd.Zero));
        (await Lease(factory, "budget-task-1", "lease-1", 2.5m)).IsGranted.ShouldBeFalse();
        (await Lease(factory, "budget-agent-rex-2030-01-02", "lease-1", 2.5m)).IsGranted.ShouldBeTrue();
        (await Budget(factory, "budget-agent-rex-2030-01-02")
            .Get()).ShouldBe(View("budget-agent-rex-2030-01-02", new Usd(7), Usd.Zero, new Usd(2.5m), inheritsCap: true));
    }
}
