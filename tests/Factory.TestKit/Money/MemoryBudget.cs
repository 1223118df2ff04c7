using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.TestKit.Money;

/// <summary>A budget that follows the real rules and keeps its state in memory.</summary>
public sealed class MemoryBudget(string key, Usd? cap) : IBudgetGrain
{
    private readonly Lock _lock = new();

    public BudgetState State { get; set; } = new() { Name = key };

    public Usd? Cap { get; set; } = cap;

    /// <summary>What is awaited before each write; tests make it fail or wait.</summary>
    public Func<Task> Writing { get; set; } = () => Task.CompletedTask;

    /// <summary>Every lease that was asked for.</summary>
    public List<LeaseRequest> Asked { get; } = [];

    public List<string> Told { get; } = [];

    public Usd Spent => State.KnownSpent();

    /// <summary>Leased and not spent.</summary>
    public Usd Leased => State.Taken() - State.KnownSpent();

    public Task<BudgetView> SetCap(Usd cap)
    {
        Cap = cap;
        return Get();
    }

    public Task<BudgetView> Get()
    {
        lock (_lock)
        {
            return Task.FromResult(View());
        }
    }

    public async Task<LeaseAnswer> Lease(LeaseRequest request)
    {
        await Writing();
        lock (_lock)
        {
            Asked.Add(request);
            var next = BudgetRules.Lease(State, Cap, request);
            State = next ?? State;
            return new LeaseAnswer(next is not null, State.Leases.GetValueOrDefault(request.Lease)?.Amount ?? Usd.Zero, View());
        }
    }

    public Task Trim(string lease, Usd amount, LeaseUse use) => Change(s => BudgetRules.Trim(s, lease, amount, use));

    public Task Close(string lease, LeaseUse use) => Change(s => BudgetRules.Close(s, lease, use));

    public Task RaiseOnce(string type, string message, RunId? run, TaskId? task)
    {
        lock (_lock)
        {
            if (!State.Told.Types.Contains(type))
            {
                State = State with { Told = State.Told with { Types = State.Told.Types.Add(type) } };
                Told.Add($"{type}: {message}");
            }
        }

        return Task.CompletedTask;
    }

    private async Task Change(Func<BudgetState, BudgetState> change)
    {
        await Writing();
        lock (_lock)
        {
            State = change(State);
        }
    }

    private BudgetView View() => State.ToView(Cap, new Usd(1_000));
}
