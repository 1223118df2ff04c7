using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Metering.Budgets;

/// <summary>Calls the budget grains of a lease. The caller holds the lock of <see cref="LeaseCoordinator"/>.</summary>
/// <remarks>
/// The budgets of a chain are called side by side, so that their writes share one commit. What may be spent is the
/// least that any of them granted, and only when all have; what others granted beyond that goes back. A crash in
/// between leaves amounts that differ: the least of them still covers what was spent.
/// </remarks>
internal sealed class BudgetLeaseClient(IGrainFactory grains, MeterOptions options)
{
    /// <summary>Opens the lease or raises its amount.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="use">What was used of it so far.</param>
    /// <param name="required">How much more is needed.</param>
    /// <param name="wanted">How much more the call may cost; more is leased where there is plenty.</param>
    public async Task<LeaseGrant> GrowAsync(AccountLease lease, LeaseUsage use, Usd required, Usd wanted)
    {
        var budgets = lease.Chain.Select(key => grains.GetGrain<IBudgetGrain>(key.Value)).ToList();
        var views = await Task.WhenAll(budgets.Select(b => b.Get())).ConfigureAwait(false);
        // Without this first look a refusal would leave writes in the budgets before the one that refused.
        if (views.FirstOrDefault(v => !v.InheritsCap && v.Remaining().RoundDown() < required) is { } full)
        {
            return new LeaseGrant(null, full);
        }

        var total = lease.Amount + ChunkSize(views, wanted);
        var caps = OuterCaps(views);
        var requests = views.Select((_, i) =>
            new LeaseRequest(lease.Id, lease.Day, lease.ToLeaseHolder(), lease.Chain, lease.Amount + required, total, use, caps[i]));
        var requested = budgets.Zip(requests, (b, r) => b.AcquireLease(r)).ToList();
        LeaseResult[] results;
        try
        {
            results = await Task.WhenAll(requested).ConfigureAwait(false);
        }
        catch
        {
            // Some may have granted it all the same. That stays reserved until the lease is closed, which WasRequested
            // sees to.
            lease.WasRequested = true;
            throw;
        }

        lease.WasRequested = true;
        var amount = results.All(a => a.IsGranted) ? results.Min(a => a.Amount) : lease.Amount;
        await Task.WhenAll(budgets.Zip(
            results,
            (b, a) => a.Amount > amount ? b.ShrinkLease(lease.Id, amount, use) : Task.CompletedTask)).ConfigureAwait(false);
        return Array.Find(results, a => !a.IsGranted) is { } refusal
            ? new LeaseGrant(null, refusal.Budget)
            : new LeaseGrant(amount, results[^1].Budget);
    }

    /// <summary>Reduces the lease to an amount: the rest goes back to the budgets.</summary>
    public Task TrimAsync(AccountLease lease, Usd amount, LeaseUsage use) =>
        Task.WhenAll(lease.Chain.Select(key => grains.GetGrain<IBudgetGrain>(key.Value).ShrinkLease(lease.Id, amount, use)));

    /// <summary>
    /// Closes the lease. Its rows must be on disk: a budget takes what is left of a closed lease as free.
    /// </summary>
    public Task CloseAsync(LeaseId lease, IEnumerable<BudgetId> chain, LeaseUsage use) =>
        Task.WhenAll(chain.Select(key => grains.GetGrain<IBudgetGrain>(key.Value).CloseLease(lease, use)));

    /// <summary>Raises the alert that the budget refused a call; a budget raises it once.</summary>
    public Task RaiseExceededAsync(BudgetId budget, Problem problem, Principal principal) =>
        grains.GetGrain<IBudgetGrain>(budget.Value).RaiseOnce(EventTypes.BudgetExceeded, problem.Message, principal.Run, principal.Task);

    /// <summary>
    /// More than is needed where there is plenty, so that the next calls find money in the lease; nothing for calls
    /// that cost nothing.
    /// </summary>
    private Usd ChunkSize(BudgetView[] views, Usd wanted)
    {
        if (wanted == Usd.Zero)
        {
            return wanted;
        }

        var bounded = views.Where(v => !v.InheritsCap).ToList();
        var left = bounded.Min(v => v.Remaining().Amount);
        var chunk = Math.Min(bounded[^1].Cap.Amount / options.CapDivisor, left / options.RemainingDivisor);
        return new Usd(Math.Min(Math.Max(wanted.Amount, chunk), left)).RoundDown();
    }

    /// <summary>
    /// For each budget the least cap of those outside of it, which bounds a budget without a cap of its own.
    /// </summary>
    private static List<Usd> OuterCaps(BudgetView[] views)
    {
        var caps = new List<Usd>();
        var least = views[0].Cap;
        foreach (var view in views)
        {
            caps.Add(least);
            least = !view.InheritsCap && view.Cap < least ? view.Cap : least;
        }

        return caps;
    }
}

/// <summary>The result of a request to the budgets of a lease.</summary>
/// <param name="Amount">What the lease may spend now; null when a budget refused.</param>
/// <param name="Budget">The budget that refused; else the innermost one.</param>
internal readonly record struct LeaseGrant(Usd? Amount, BudgetView Budget);
