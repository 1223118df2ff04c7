using Factory.Contracts.Budgets;
using Factory.Contracts.Models;

namespace Factory.Models.Sessions;

/// <summary>Money set aside for one call in one or more budgets, until it is settled once.</summary>
internal sealed class Reservation(string call, Usd worstCase)
{
    private readonly List<IBudgetGrain> _budgets = [];

    /// <summary>What is set aside in each.</summary>
    public Usd WorstCase => worstCase;

    public void Add(IBudgetGrain budget) => _budgets.Add(budget);

    /// <summary>Replaces the reservation by what the call cost. Every budget is told even when telling another one fails.</summary>
    public async Task SettleAsync(Usd cost)
    {
        var budgets = _budgets.ToList();
        _budgets.Clear();
        await Task.WhenAll(budgets.Select(b => b.Settle(call, cost)));
    }
}
