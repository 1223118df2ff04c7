using Factory.Contracts.Budgets;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Grains.Tests.Hosting;

namespace Factory.Grains.Tests.Budgets;

public sealed class BudgetAlertTests : BudgetGrainTestBase
{
    [Fact]
    public async Task CloseLease_EachThresholdOfTheDay_RaisesOneEventAcrossRestarts()
    {
        await using (var factory = await StartAsync())
        {
            await Budget(factory, Day).SetCap(new Usd(10));
            await SpendAsync(factory, "lease-1", 5);
            await SpendAsync(factory, "lease-2", 1);
            (await AlertsAsync(factory)).ShouldBe(["budget-threshold 50"]);
        }

        await using var next = await StartAsync();
        await SpendAsync(next, "lease-3", 2);
        await SpendAsync(next, "lease-4", 1);
        (await AlertsAsync(next)).ShouldBe(["budget-threshold 50", "budget-threshold 80"]);
        await SpendAsync(next, "lease-5", 1);
        await Budget(next, Day).SetCap(new Usd(20));
        await SpendAsync(next, "lease-6", 6);
        (await AlertsAsync(next)).ShouldBe(["budget-threshold 50", "budget-threshold 80", "budget-threshold 100", "budget-threshold 80"]);
    }

    [Fact]
    public async Task RaiseOnce_SameAlert_IsRaisedAgainOnlyWhenExceededAfterANewCap()
    {
        await using var factory = await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await Budget(factory, Day).RaiseOnce(EventTypes.BudgetExceeded, "no room", null, null);
            await Budget(factory, Day).RaiseOnce(EventTypes.TaskCostAnomaly, "dear", null, null);
        }

        (await AlertsAsync(factory)).ShouldBe(["budget-exceeded ", "budget-threshold 100", "task-cost-anomaly "]);
        await Budget(factory, Day).SetCap(new Usd(60));
        await Budget(factory, Day).RaiseOnce(EventTypes.TaskCostAnomaly, "dear", null, null);
        await Budget(factory, Day).RaiseOnce(EventTypes.BudgetExceeded, "no room", null, null);
        (await AlertsAsync(factory)).Skip(3).ShouldBe(["budget-exceeded ", "budget-threshold 100"]);
    }

    private static async Task SpendAsync(FactoryUnderTest factory, string lease, decimal amount)
    {
        (await Lease(factory, Day, lease, amount)).IsGranted.ShouldBeTrue();
        await Budget(factory, Day).CloseLease(LeaseId.Parse(lease), new LeaseUsage(new Usd(amount), 1, 10));
    }

    private static async Task<List<string>> AlertsAsync(FactoryUnderTest factory) =>
        [.. (await factory.Events.ReadAsync(0, 1_000, null, default)).Where(e => e.Subject == Day)
            .Select(e => $"{e.Type} {e.Data.GetValueOrDefault("percent")}")];
}
