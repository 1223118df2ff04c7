using System.Collections.Concurrent;
using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Providers;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Keys;
using Factory.Grains.Abstractions.Providers;
using Factory.TestKit.Grains;
using Factory.TestKit.Metering;

namespace Factory.Metering.Tests;

/// <summary>Budgets and providers in memory.</summary>
internal sealed class FakeGrains : FakeGrainFactory
{
    public ConcurrentDictionary<string, InMemoryBudgetGrain> Budgets { get; } = new();

    public ConcurrentDictionary<string, FakeProvider> Providers { get; } = new();

    /// <summary>
    /// The budget of this key; one that has no cap of its own but the day's 100 USD until <see cref="Cap"/> says
    /// otherwise.
    /// </summary>
    public InMemoryBudgetGrain Budget(string key) =>
        Budgets.GetOrAdd(key, k => new InMemoryBudgetGrain(new BudgetId(k), IsOfTheDay(k) ? new Usd(100) : null));

    public InMemoryBudgetGrain Cap(string key, decimal cap)
    {
        var budget = Budget(key);
        budget.Cap = new Usd(cap);
        return budget;
    }

    private static bool IsOfTheDay(string key) => BudgetKeys.LevelOf(new BudgetId(key)) == BudgetLevel.Day;

    public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) =>
        (TGrainInterface)(object)(typeof(TGrainInterface) switch
        {
            var type when type == typeof(IBudgetGrain) => Budget(primaryKey),
            var type when type == typeof(IVirtualKeysGrain) => new FakeVirtualKeys(),
            _ => (IGrainWithStringKey)Providers.GetOrAdd(primaryKey, _ => new FakeProvider()),
        });
}

/// <summary>A provider that remembers what it was told.</summary>
internal sealed class FakeProvider : IProviderGrain
{
    public List<(long Calls, long Failures, string? LastError)> Records { get; } = [];

    public Task<ProviderView?> Get() => Task.FromResult<ProviderView?>(null);

    public Task RecordCalls(long calls, long failures, string? lastError)
    {
        Records.Add((calls, failures, lastError));
        return Task.CompletedTask;
    }
}
