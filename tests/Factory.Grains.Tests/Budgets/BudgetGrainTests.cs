using Factory.Contracts.Budgets;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Grains.Tests.Budgets;

public sealed class BudgetGrainTests : IDisposable
{
    private const string Day = "budget-day-2030-01-02";

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 2, 23, 59, 59, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

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

    private static BudgetView View(
        string key,
        Usd cap,
        Usd spent,
        Usd reserved,
        long calls = 0,
        long tokens = 0,
        bool inheritsCap = false) =>
        new(BudgetId.Parse(key), cap, spent, reserved, calls, tokens, inheritsCap);

    private Task<FactoryUnderTest> StartAsync() => FactoryUnderTest.StartAsync(_folder, time: _time);

    private static IBudgetGrain Budget(FactoryUnderTest factory, string key) => factory.Grains.GetGrain<IBudgetGrain>(key);

    private static Task<LeaseResult> Lease(FactoryUnderTest factory, string key, string lease, decimal amount) =>
        Budget(factory, key).AcquireLease(
        new LeaseRequest(
            LeaseId.Parse(lease),
            new DateOnly(2030, 1, 2),
            new LeasePrincipal(PrincipalId.Parse("attempt-1"), null, null, null, null, null),
            [BudgetId.Parse(key)],
            new Usd(amount),
            new Usd(amount),
            default,
            new Usd(7)));

    private static async Task SpendAsync(FactoryUnderTest factory, string lease, decimal amount)
    {
        (await Lease(factory, Day, lease, amount)).IsGranted.ShouldBeTrue();
        await Budget(factory, Day).CloseLease(LeaseId.Parse(lease), new LeaseUsage(new Usd(amount), 1, 10));
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

    private static async Task<List<string>> AlertsAsync(FactoryUnderTest factory) =>
        [.. (await factory.Events.ReadAsync(0, 1_000, null, default)).Where(e => e.Subject == Day)
            .Select(e => $"{e.Type} {e.Data.GetValueOrDefault("percent")}")];
}
