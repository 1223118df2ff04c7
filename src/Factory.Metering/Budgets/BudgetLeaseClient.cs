using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Budgets;

namespace Factory.Metering.Budgets;

/// <summary>Client of the budget grains of a lease. Whoever calls holds a turn of <see cref="AsyncReaderWriterLock"/>.</summary>
/// <remarks>
/// The budgets of a chain are asked side by side, so that their writes share one commit. Usable is the least that any of them granted, and only when all have; what others granted
/// beyond that goes back. A crash in between leaves amounts that differ: the least of them is still no less than what was spent.
/// </remarks>
internal sealed class BudgetLeaseClient(IGrainFactory grains, MeterOptions options)
{
    /// <summary>Opens the lease or raises its amount.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="use">What was used of it so far.</param>
    /// <param name="required">How much more is needed.</param>
    /// <param name="wanted">How much more is wanted at least; the desk takes more where there is plenty.</param>
    public async Task<LeaseGrant> GrowAsync(AccountLease lease, LeaseUsage use, Usd required, Usd wanted)
    {
        var budgets = lease.Chain.Select(key => grains.GetGrain<IBudgetGrain>(key)).ToList();
        var views = await Task.WhenAll(budgets.Select(b => b.Get())).ConfigureAwait(false);
        if (views.FirstOrDefault(v => !v.InheritsCap && v.Remaining().RoundDown() < required) is { } full)
        {
            return new LeaseGrant(null, full);
        }

        var total = lease.Amount + ChunkSize(views, wanted);
        var caps = OuterCaps(views);
        var requests = views.Select((_, i) => new LeaseRequest(lease.Id, lease.Day, lease.ToLeaseHolder(), lease.Chain, lease.Amount + required, total, use, caps[i]));
        var asked = budgets.Zip(requests, (b, r) => b.AcquireLease(r)).ToList();
        LeaseResult[] answers;
        try
        {
            answers = await Task.WhenAll(asked).ConfigureAwait(false);
        }
        catch
        {
            // What was granted all the same stays reserved until the lease is closed.
            lease.WasRequested = true;
            throw;
        }

        lease.WasRequested = true;
        var amount = answers.All(a => a.IsGranted) ? answers.Min(a => a.Amount) : lease.Amount;
        await Task.WhenAll(budgets.Zip(answers, (b, a) => a.Amount > amount ? b.ShrinkLease(lease.Id, amount, use) : Task.CompletedTask)).ConfigureAwait(false);
        return Array.Find(answers, a => !a.IsGranted) is { } refused ? new LeaseGrant(null, refused.Budget) : new LeaseGrant(amount, answers[^1].Budget);
    }

    /// <summary>Gives money back that no call needs.</summary>
    public Task TrimAsync(AccountLease lease, Usd amount, LeaseUsage use) =>
        Task.WhenAll(lease.Chain.Select(key => grains.GetGrain<IBudgetGrain>(key).ShrinkLease(lease.Id, amount, use)));

    /// <summary>The lease is over. Its rows are on disk.</summary>
    public Task CloseAsync(string lease, IEnumerable<string> chain, LeaseUsage use) =>
        Task.WhenAll(chain.Select(key => grains.GetGrain<IBudgetGrain>(key).CloseLease(lease, use)));

    /// <summary>Raises the alert that the budget refused a call; a budget raises it once.</summary>
    public Task RaiseExceededAsync(string budget, Problem problem, Principal principal) =>
        grains.GetGrain<IBudgetGrain>(budget).RaiseOnce(EventTypes.BudgetExceeded, problem.Message, principal.Run, principal.Task);

    /// <summary>More than is wished where there is plenty, so that the next calls need not ask; nothing for calls that cost nothing.</summary>
    private Usd ChunkSize(BudgetView[] views, Usd wanted)
    {
        if (wanted == Usd.Zero)
        {
            return wanted;
        }

        var bounded = views.Where(v => !v.InheritsCap).ToList();
        var left = bounded.Min(v => v.Remaining().Amount);
        var plenty = Math.Min(bounded[^1].Cap.Amount / options.CapDivisor, left / options.RemainingDivisor);
        return new Usd(Math.Min(Math.Max(wanted.Amount, plenty), left)).RoundDown();
    }

    /// <summary>For each budget the least cap of those around it.</summary>
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

/// <summary>What budgets said.</summary>
/// <param name="Amount">The lease's usable amount; null when one refused.</param>
/// <param name="Budget">The one that refused; else the innermost.</param>
internal readonly record struct LeaseGrant(Usd? Amount, BudgetView Budget);
