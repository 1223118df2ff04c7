using Factory.Contracts.Budgets;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.TestKit.Metering;

/// <summary>A budget that follows the real rules and keeps its state in memory.</summary>
public sealed class InMemoryBudgetGrain(BudgetId id, Usd? cap) : IBudgetGrain
{
    private readonly Lock _lock = new();

    public BudgetState State { get; set; } = new() { Name = id };

    public Usd? Cap { get; set; } = cap;

    /// <summary>What is awaited before each write; tests make it fail or wait.</summary>
    public Func<Task> BeforeWrite { get; set; } = () => Task.CompletedTask;

    /// <summary>All lease requests.</summary>
    public List<LeaseRequest> LeaseRequests { get; } = [];

    public List<string> RaisedAlerts { get; } = [];

    public Usd Spent => State.ReportedSpent();

    /// <summary>Leased and not spent.</summary>
    public Usd Leased => State.Committed() - State.ReportedSpent();

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

    public async Task<LeaseResult> AcquireLease(LeaseRequest request)
    {
        await BeforeWrite();
        lock (_lock)
        {
            LeaseRequests.Add(request);
            var next = BudgetRules.AcquireLease(State, Cap, request);
            State = next ?? State;
            return new LeaseResult(next is not null, State.Leases.GetValueOrDefault(request.LeaseId)?.Amount ?? Usd.Zero, View());
        }
    }

    public Task ShrinkLease(LeaseId lease, Usd amount, LeaseUsage usage) =>
        Change(s => BudgetRules.ShrinkLease(s, lease, amount, usage));

    public Task CloseLease(LeaseId lease, LeaseUsage usage) => Change(s => BudgetRules.CloseLease(s, lease, usage));

    public Task RaiseOnce(string type, string message, RunId? run, TaskId? task)
    {
        lock (_lock)
        {
            if (!State.RaisedAlerts.RaisedOnce.Contains(type))
            {
                State = State with { RaisedAlerts = State.RaisedAlerts with { RaisedOnce = State.RaisedAlerts.RaisedOnce.Add(type) } };
                RaisedAlerts.Add($"{type}: {message}");
            }
        }

        return Task.CompletedTask;
    }

    private async Task Change(Func<BudgetState, BudgetState> change)
    {
        await BeforeWrite();
        lock (_lock)
        {
            State = change(State);
        }
    }

    private BudgetView View() => State.ToView(Cap, new Usd(1_000));
}
