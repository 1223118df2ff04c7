using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Budgets;
using Factory.Domain.Configuration;
using Factory.Domain.Durability;

namespace Factory.Grains.Budgets;

/// <inheritdoc cref="IBudgetGrain"/>
[OnHomeSilo]
public sealed class BudgetGrain(
    [PersistentState(BudgetState.StateName, Stores.Factory)] IPersistentState<Durable<BudgetState>> state,
    IConfigSource config) : Grain, IBudgetGrain
{
    private const string DayPrefix = "budget-day-";

    private BudgetState Budget => state.State.Value ?? new BudgetState
    {
        Name = this.GetPrimaryKeyString(),
        Cap = this.GetPrimaryKeyString().StartsWith(DayPrefix, StringComparison.Ordinal) ? config.Current.Policy.DayBudget : config.Current.Policy.RunBudget,
    };

    /// <inheritdoc/>
    public async Task<BudgetView> SetCap(Usd cap)
    {
        await Commit(Budget with { Cap = cap });
        return Budget.ToView();
    }

    /// <inheritdoc/>
    public Task<BudgetView> Get() => Task.FromResult(Budget.ToView());

    /// <inheritdoc/>
    public async Task<Reply<BudgetView>> Reserve(AttemptId attempt, string call, Usd worstCase)
    {
        var decision = BudgetRules.Reserve(Budget, attempt, call, worstCase);
        if (decision.Problem is { } problem)
        {
            return problem;
        }

        foreach (var next in decision.Events)
        {
            await Commit(next);
        }

        return Budget.ToView();
    }

    /// <inheritdoc/>
    public Task Settle(string call, Usd cost) => Commit(BudgetRules.Settle(Budget, call, cost));

    /// <inheritdoc/>
    public Task Forfeit(AttemptId attempt) => Commit(BudgetRules.Forfeit(Budget, attempt));

    private async Task Commit(BudgetState next)
    {
        if (!ReferenceEquals(next, state.State.Value))
        {
            state.State.Set(next, [], []);
            await state.WriteStateAsync();
        }
    }
}
