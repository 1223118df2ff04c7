using System.Collections.Concurrent;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.TestKit.Grains;

namespace Factory.Models.Tests.Sessions;

/// <summary>Budgets and providers in memory.</summary>
internal sealed class FakeGrains : FakeGrainFactory
{
    public ConcurrentDictionary<string, FakeBudget> Budgets { get; } = new();

    public ConcurrentDictionary<string, FakeProvider> Providers { get; } = new();

    public FakeBudget Budget(string key, decimal cap) => Budgets[key] = new FakeBudget(key) { Cap = new Usd(cap) };

    public override TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) => typeof(TGrainInterface) == typeof(IBudgetGrain)
            ? (TGrainInterface)(object)Budgets.GetOrAdd(primaryKey, k => new FakeBudget(k))
            : (TGrainInterface)(object)Providers.GetOrAdd(primaryKey, _ => new FakeProvider());
}

/// <summary>A budget that counts.</summary>
internal sealed class FakeBudget(string name) : IBudgetGrain
{
    private readonly Dictionary<string, Usd> _open = [];

    public Usd Cap { get; set; } = new(100);

    public Usd Spent { get; private set; }

    public Usd Reserved => new(_open.Values.Sum(v => v.Amount));

    /// <summary>Every reservation that was asked for.</summary>
    public List<Usd> Asked { get; } = [];

    public Task<BudgetView> SetCap(Usd cap)
    {
        Cap = cap;
        return Get();
    }

    public Task<BudgetView> Get() => Task.FromResult(new BudgetView(name, Cap, Spent, Reserved));

    public async Task<Reply<BudgetView>> Reserve(AttemptId attempt, string call, Usd worstCase)
    {
        Asked.Add(worstCase);
        if (Spent + Reserved + worstCase > Cap)
        {
            return new Problem(ErrorCodes.BudgetExceeded, "too much");
        }

        _open.Add(call, worstCase);
        return await Get();
    }

    public Task Settle(string call, Usd cost)
    {
        _open.Remove(call).ShouldBeTrue("only what was reserved is settled, and once");
        Spent += cost;
        return Task.CompletedTask;
    }

    public Task Forfeit(AttemptId attempt) => throw new NotSupportedException();
}

/// <summary>A provider that remembers what it was told.</summary>
internal sealed class FakeProvider : IProviderGrain
{
    public List<(long Calls, long Failures, string? LastError)> Records { get; } = [];

    public Task<ProviderView?> Get() => Task.FromResult<ProviderView?>(null);

    public Task Record(long calls, long failures, string? lastError)
    {
        Records.Add((calls, failures, lastError));
        return Task.CompletedTask;
    }
}
