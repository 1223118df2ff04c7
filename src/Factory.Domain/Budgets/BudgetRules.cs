using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>Lease, trim, close: the only three ways money moves.</summary>
public static class BudgetRules
{
    /// <summary>Opens a lease or raises it, when the need fits under the cap.</summary>
    /// <param name="limit">The cap; null when only the budgets around it end it.</param>
    /// <returns>The state with the lease; null when it is refused.</returns>
    public static BudgetState? AcquireLease(BudgetState budget, Usd? limit, LeaseRequest request)
    {
        if (request.MinAmount < Usd.Zero || request.RequestedAmount < request.MinAmount)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request, "A lease needs no less than nothing and wishes no less than it needs.");
        }

        if (budget.ClosedLeases.Contains(request.LeaseId))
        {
            return null;
        }

        var held = budget.Leases.GetValueOrDefault(request.LeaseId)?.Amount ?? Usd.Zero;
        var free = limit is { } cap ? (cap - budget.Committed(request.LeaseId)).RoundDown() : request.RequestedAmount;
        var most = free > held ? free : held;
        if (request.MinAmount > most)
        {
            return null;
        }

        var amount = request.RequestedAmount < most ? request.RequestedAmount : most;
        return budget with
        {
            ParentCap = request.ParentCap,
            Leases = budget.Leases.SetItem(request.LeaseId, new BudgetLease(request.Principal, request.Day, request.Budgets, amount > held ? amount : held, request.Usage)),
        };
    }

    /// <summary>Takes unused money of a lease back.</summary>
    public static BudgetState ShrinkLease(BudgetState budget, string lease, Usd amount, LeaseUsage use) =>
        budget.Leases.TryGetValue(lease, out var held) && amount < held.Amount
            ? budget with { Leases = budget.Leases.SetItem(lease, held with { Amount = amount, Usage = use }) }
            : budget;

    /// <summary>The lease is over. What was spent stays spent, also more than was leased: the money is gone.</summary>
    public static BudgetState CloseLease(BudgetState budget, string lease, LeaseUsage use)
    {
        if (!budget.Leases.ContainsKey(lease))
        {
            return budget;
        }

        var closed = budget.ClosedLeases.Add(lease);
        return budget with
        {
            Spent = budget.Spent + use.Spent,
            Calls = budget.Calls + use.Calls,
            Tokens = budget.Tokens + use.Tokens,
            Leases = budget.Leases.Remove(lease),
            ClosedLeases = closed.Count > BudgetState.MaxClosedLeases ? closed.RemoveAt(0) : closed,
        };
    }
}
