using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>
/// The three operations on a budget's leases: acquire, shrink, close. Nothing else changes what a budget has spent or
/// reserved.
/// </summary>
public static class BudgetRules
{
    /// <summary>Opens a lease, or raises it, when at least its minimum fits under the cap.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="limit">The budget's cap; null when it has none of its own.</param>
    /// <param name="request">The lease with its whole amount.</param>
    /// <returns>The state with the lease; null when it is rejected, and the budget is unchanged.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amounts are negative, or less is requested than the
    /// minimum.</exception>
    public static BudgetState? AcquireLease(BudgetState budget, Usd? limit, LeaseRequest request)
    {
        if (request.MinAmount < Usd.Zero || request.RequestedAmount < request.MinAmount)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request, "A lease requires 0 <= MinAmount <= RequestedAmount.");
        }

        // A request that was delayed until after its lease was closed must not open it again: no one would close it a
        // second time.
        if (budget.ClosedLeases.Contains(request.LeaseId))
        {
            return null;
        }

        // Amounts are absolute, not increments, so that a repeated request (after a timeout) is granted once. What the
        // lease holds already is not taken from it, even when the cap was lowered meanwhile.
        var held = budget.Leases.GetValueOrDefault(request.LeaseId)?.Amount ?? Usd.Zero;
        // The lease itself is not counted as committed, because the request is for its whole amount. Rounded down: the
        // operator's cap can have more decimals than the ledger, and rounding up would exceed it.
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
            Leases = budget.Leases.SetItem(
                request.LeaseId,
                new BudgetLease(request.Principal, request.Day, request.Budgets, amount > held ? amount : held, request.Usage)),
        };
    }

    /// <summary>
    /// Lowers a lease to an amount and records its usage. Ignored for an unknown lease, and when the amount is not
    /// less.
    /// </summary>
    // Never raises: only AcquireLease compares with the cap.
    public static BudgetState ShrinkLease(BudgetState budget, LeaseId lease, Usd amount, LeaseUsage usage) =>
        budget.Leases.TryGetValue(lease, out var held) && amount < held.Amount
            ? budget with { Leases = budget.Leases.SetItem(lease, held with { Amount = amount, Usage = usage }) }
            : budget;

    /// <summary>
    /// Ends a lease and adds its usage to the budget, also what exceeds the lease. Ignored for an unknown lease.
    /// </summary>
    public static BudgetState CloseLease(BudgetState budget, LeaseId lease, LeaseUsage usage)
    {
        // Closing is repeated after a timeout or a crash: the usage must be added once.
        if (!budget.Leases.ContainsKey(lease))
        {
            return budget;
        }

        var closed = budget.ClosedLeases.Add(lease);
        return budget with
        {
            Spent = budget.Spent + usage.Spent,
            Calls = budget.Calls + usage.Calls,
            Tokens = budget.Tokens + usage.Tokens,
            Leases = budget.Leases.Remove(lease),
            ClosedLeases = closed.Count > BudgetState.MaxClosedLeases ? closed.RemoveAt(0) : closed,
        };
    }
}
