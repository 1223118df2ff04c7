using Factory.Contracts.Errors;
using Factory.Contracts.Models;

namespace Factory.Domain.Budgets;

/// <summary>Reserve, settle, forfeit: the only three ways money moves.</summary>
public static class BudgetRules
{
    /// <summary>Sets the worst case of a call aside, when it fits under the cap.</summary>
    public static Decision<BudgetState> Reserve(BudgetState budget, AttemptId attempt, string call, Usd worstCase)
    {
        if (worstCase < Usd.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(worstCase), worstCase, "A reservation cannot be negative.");
        }

        if (budget.Reservations.ContainsKey(call) || budget.Ended.Contains(call))
        {
            return Decision<BudgetState>.Unchanged;
        }

        return budget.Spent + budget.Reserved() + worstCase > budget.Cap
            ? Decision<BudgetState>.Reject(
                ErrorCodes.BudgetExceeded,
                $"{budget.Name} has {budget.ToView().Left()} left of {budget.Cap}; the next model call may cost {worstCase}.")
            : Decision<BudgetState>.Accept(budget with { Reservations = budget.Reservations.Add(call, new BudgetReservation(attempt, worstCase)) });
    }

    /// <summary>What the call really cost replaces its reservation. More than was reserved is recorded as it is: the money is gone.</summary>
    public static BudgetState Settle(BudgetState budget, string call, Usd cost) => budget.Reservations.ContainsKey(call)
        ? Spend(budget, call, cost)
        : budget;

    /// <summary>Reservations that the attempt left open count as spent: the calls may have happened.</summary>
    public static BudgetState Forfeit(BudgetState budget, AttemptId attempt) =>
        budget.Reservations.Where(r => r.Value.Attempt == attempt).Aggregate(budget, (b, r) => Spend(b, r.Key, r.Value.Amount));

    private static BudgetState Spend(BudgetState budget, string call, Usd cost)
    {
        var ended = budget.Ended.Add(call);
        return budget with
        {
            Spent = budget.Spent + cost,
            Reservations = budget.Reservations.Remove(call),
            Ended = ended.Count > BudgetState.RememberedCalls ? ended.RemoveAt(0) : ended,
        };
    }
}
