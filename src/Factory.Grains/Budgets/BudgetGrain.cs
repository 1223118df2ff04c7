using System.Globalization;
using Factory.Contracts.Budgets;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Budgets;
using Factory.Domain.Configuration;
using Factory.Domain.Events;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Grains.Budgets;

/// <inheritdoc cref="IBudgetGrain"/>
[PrimarySiloPlacement]
public sealed class BudgetGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(BudgetState.StateName, StorageNames.Factory)] IPersistentState<DurableState<BudgetState>> state,
    IConfigSource config,
    TimeProvider time) : FactoryGrain(context, runtime), IBudgetGrain
{
    // A budget that was never written has no state. Commit compares references to skip writes, so that the empty state
    // must be one object:
    // reading or closing an unknown lease then leaves no budget behind.
    private BudgetState? _initial;

    private BudgetId Key => new(this.GetPrimaryKeyString());

    private BudgetState Budget => state.State.Value ?? (_initial ??= new BudgetState { Name = Key });

    private Usd? OwnCap => Budget.Cap ?? config.Current.Policy.CapOf(BudgetKeys.LevelOf(Key));

    private BudgetView View => Budget.ToView(OwnCap, config.Current.Policy.ParentCapOf(BudgetKeys.LevelOf(Key)));

    /// <inheritdoc/>
    public async Task<BudgetView> SetCap(Usd cap)
    {
        // Under a new cap the budget can be exceeded once more, which is worth another alert.
        var alerts = Budget.RaisedAlerts with { RaisedOnce = Budget.RaisedAlerts.RaisedOnce.Remove(EventTypes.BudgetExceeded) };
        await Commit(Budget with { Cap = cap, RaisedAlerts = alerts });
        return View;
    }

    /// <inheritdoc/>
    public Task<BudgetView> Get() => Task.FromResult(View);

    /// <inheritdoc/>
    public async Task<LeaseResult> AcquireLease(LeaseRequest request)
    {
        if (BudgetRules.AcquireLease(Budget, OwnCap, request) is not { } next)
        {
            return new LeaseResult(false, Budget.Leases.GetValueOrDefault(request.LeaseId)?.Amount ?? Usd.Zero, View);
        }

        // On disk before the caller may spend: after a crash the lease still counts against the cap.
        await Commit(next);
        return new LeaseResult(true, Budget.Leases[request.LeaseId].Amount, View);
    }

    /// <inheritdoc/>
    public Task ShrinkLease(LeaseId lease, Usd amount, LeaseUsage usage) =>
        Commit(BudgetRules.ShrinkLease(Budget, lease, amount, usage));

    /// <inheritdoc/>
    public Task CloseLease(LeaseId lease, LeaseUsage usage) => Commit(BudgetRules.CloseLease(Budget, lease, usage));

    /// <inheritdoc/>
    public Task RaiseOnce(string type, string message, RunId? run, TaskId? task) => Budget.RaisedAlerts.RaisedOnce.Contains(type)
        ? Task.CompletedTask
        : Commit(
            Budget with { RaisedAlerts = Budget.RaisedAlerts with { RaisedOnce = Budget.RaisedAlerts.RaisedOnce.Add(type) } },
            new FactoryEvent(0, time.GetUtcNow(), type, task?.Value ?? Key.Value, run, task, message, EventData.Of()));

    private async Task Commit(BudgetState next, params IReadOnlyList<FactoryEvent> events)
    {
        if (ReferenceEquals(next, Budget))
        {
            return;
        }

        if (BudgetKeys.LevelOf(Key) == BudgetLevel.Day)
        {
            var cap = next.Cap ?? config.Current.Policy.DayBudget;
            var day = DateOnly.ParseExact(Key.Value[^10..], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            (next, var alerts) = BudgetAlerts.Evaluate(next, cap, day, time.GetUtcNow());
            events = [.. events, .. alerts];
        }

        await WriteAsync(state, next, events, []);
    }
}
