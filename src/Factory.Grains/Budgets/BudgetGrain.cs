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
[OnHomeSilo]
public sealed class BudgetGrain(
    IGrainContext context,
    IGrainRuntime runtime,
    [PersistentState(BudgetState.StateName, Stores.Factory)] IPersistentState<Durable<BudgetState>> state,
    IConfigSource config,
    TimeProvider time) : FactoryGrain(context, runtime), IBudgetGrain
{
    private BudgetState? _untouched;

    private string Key => this.GetPrimaryKeyString();

    private BudgetState Budget => state.State.Value ?? (_untouched ??= new BudgetState { Name = Key });

    private Usd? Limit => Budget.Cap ?? config.Current.Policy.CapOf(BudgetKeys.LevelOf(Key));

    private BudgetView View => Budget.ToView(Limit, config.Current.Policy.OuterCapOf(BudgetKeys.LevelOf(Key)));

    /// <inheritdoc/>
    public async Task<BudgetView> SetCap(Usd cap)
    {
        await Commit(Budget with { Cap = cap, Told = Budget.Told with { Types = Budget.Told.Types.Remove(EventTypes.BudgetRefused) } });
        return View;
    }

    /// <inheritdoc/>
    public Task<BudgetView> Get() => Task.FromResult(View);

    /// <inheritdoc/>
    public async Task<LeaseAnswer> Lease(LeaseRequest request)
    {
        if (BudgetRules.Lease(Budget, Limit, request) is not { } next)
        {
            return new LeaseAnswer(false, Budget.Leases.GetValueOrDefault(request.Lease)?.Amount ?? Usd.Zero, View);
        }

        await Commit(next);
        return new LeaseAnswer(true, Budget.Leases[request.Lease].Amount, View);
    }

    /// <inheritdoc/>
    public Task Trim(string lease, Usd amount, LeaseUse use) => Commit(BudgetRules.Trim(Budget, lease, amount, use));

    /// <inheritdoc/>
    public Task Close(string lease, LeaseUse use) => Commit(BudgetRules.Close(Budget, lease, use));

    /// <inheritdoc/>
    public Task RaiseOnce(string type, string message, RunId? run, TaskId? task) => Budget.Told.Types.Contains(type)
        ? Task.CompletedTask
        : Commit(
            Budget with { Told = Budget.Told with { Types = Budget.Told.Types.Add(type) } },
            new FactoryEvent(0, time.GetUtcNow(), type, task?.Value ?? Key, run, task, message, EventData.Of()));

    private async Task Commit(BudgetState next, params IReadOnlyList<FactoryEvent> events)
    {
        if (ReferenceEquals(next, Budget))
        {
            return;
        }

        if (BudgetKeys.LevelOf(Key) == BudgetLevel.Day)
        {
            var cap = next.Cap ?? config.Current.Policy.DayBudget;
            var day = DateOnly.ParseExact(Key[^10..], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            (next, var alerts) = BudgetAlerts.Look(next, cap, day, time.GetUtcNow());
            events = [.. events, .. alerts];
        }

        state.State.Stage(next, events, []);
        await state.WriteStateAsync();
    }
}
