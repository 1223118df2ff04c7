using Factory.Contracts.Errors;
using Factory.Contracts.Models;

namespace Factory.Contracts.Budgets;

/// <summary>A hard cap on money. Keys: <c>budget-run-…</c> and <c>budget-day-yyyy-mm-dd</c> (see <see cref="BudgetKeys"/>).</summary>
public interface IBudgetGrain : IGrainWithStringKey
{
    /// <summary>Sets the cap; never below what is spent and reserved without saying so: such a cap simply lets nothing more through.</summary>
    Task<BudgetView> SetCap(Usd cap);

    /// <summary>The budget as it is.</summary>
    Task<BudgetView> Get();

    /// <summary>Sets the worst case of one model call aside, or refuses. Must be on disk before the call goes out.</summary>
    /// <param name="attempt">Who spends.</param>
    /// <param name="call">The call; the same call reserves once.</param>
    /// <param name="worstCase">Input tokens and the whole output cap at the model's prices.</param>
    Task<Reply<BudgetView>> Reserve(AttemptId attempt, string call, Usd worstCase);

    /// <summary>The call ended: what it really cost replaces the reservation.</summary>
    Task Settle(string call, Usd cost);

    /// <summary>The attempt ended or was lost: reservations it left open count as spent, because the calls may have happened.</summary>
    Task Forfeit(AttemptId attempt);
}
