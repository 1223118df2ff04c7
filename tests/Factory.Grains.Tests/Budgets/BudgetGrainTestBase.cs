using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Factory.Grains.Tests.Budgets;

/// <summary>Budget grains on a data folder that survives restarts, on the last second of a day.</summary>
public abstract class BudgetGrainTestBase : IDisposable
{
    private protected const string Day = "budget-day-2030-01-02";

    private readonly string _folder = Directory.CreateTempSubdirectory("factory-grains-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 2, 23, 59, 59, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private protected static BudgetView View(
        string key,
        Usd cap,
        Usd spent,
        Usd reserved,
        long calls = 0,
        long tokens = 0,
        bool inheritsCap = false) =>
        new(BudgetId.Parse(key), cap, spent, reserved, calls, tokens, inheritsCap);

    private protected Task<FactoryUnderTest> StartAsync() => FactoryUnderTest.StartAsync(_folder, time: _time);

    private protected static IBudgetGrain Budget(FactoryUnderTest factory, string key) => factory.Grains.GetGrain<IBudgetGrain>(key);

    private protected static Task<LeaseResult> Lease(FactoryUnderTest factory, string key, string lease, decimal amount) =>
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
}
