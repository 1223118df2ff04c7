using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;

namespace Factory.Domain.Budgets;

/// <summary>Lease, trim, close: the only three ways money moves.</summary>
public static class BudgetRules
{
    /// <summary>Opens a lease or raises it, when the need fits under the cap.</summary>
    /// <param name="limit">The cap; null when only the budgets around it end it.</param>
    /// <returns>The state with the lease; null when it is refused.</returns>
    public static BudgetState? Lease(BudgetState budget, Usd? limit, LeaseRequest request)
    {
        if (request.Need < Usd.Zero || request.Wish < request.Need)
        {
            throw new ArgumentOutOfRangeException(nameof(request), request, "A lease needs no less than nothing and wishes no less than it needs.");
        }

        if (budget.Closed.Contains(request.Lease))
        {
            return null;
        }

        var held = budget.Leases.GetValueOrDefault(request.Lease)?.Amount ?? Usd.Zero;
        var free = limit is { } cap ? (cap - budget.Taken(request.Lease)).RoundDown() : request.Wish;
        var most = free > held ? free : held;
        if (request.Need > most)
        {
            return null;
        }

        var amount = request.Wish < most ? request.Wish : most;
        return budget with
        {
            OuterCap = request.OuterCap,
            Leases = budget.Leases.SetItem(request.Lease, new HeldLease(request.Holder, request.Day, request.Chain, amount > held ? amount : held, request.Use)),
        };
    }

    /// <summary>Takes unused money of a lease back.</summary>
    public static BudgetState Trim(BudgetState budget, string lease, Usd amount, LeaseUse use) =>
        budget.Leases.TryGetValue(lease, out var held) && amount < held.Amount
            ? budget with { Leases = budget.Leases.SetItem(lease, held with { Amount = amount, Use = use }) }
            : budget;

    /// <summary>The lease is over. What was spent stays spent, also more than was leased: the money is gone.</summary>
    public static BudgetState Close(BudgetState budget, string lease, LeaseUse use)
    {
        if (!budget.Leases.ContainsKey(lease))
        {
            return budget;
        }

        var closed = budget.Closed.Add(lease);
        return budget with
        {
            Spent = budget.Spent + use.Spent,
            Calls = budget.Calls + use.Calls,
            Tokens = budget.Tokens + use.Tokens,
            Leases = budget.Leases.Remove(lease),
            Closed = closed.Count > BudgetState.RememberedLeases ? closed.RemoveAt(0) : closed,
        };
    }
}
