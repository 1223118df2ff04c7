using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>Opens, raises, trims and closes the leases of spend accounts.</summary>
/// <remarks>
/// One caller at a time for each account: the caller holds <see cref="SpendAccount.LeaseLock"/> of the account that it
/// passes. Across accounts, changes run side by side under the shared lock. Only a lease that does not fit takes the
/// lock alone, because idle money of other accounts must not be leased again while it is collected: two accounts that
/// each hold a part would otherwise both be refused.
/// </remarks>
internal sealed class LeaseCoordinator(BudgetLeaseClient client, CostAnomalyDetector costAnomalies) : IDisposable
{
    private readonly AsyncReaderWriterLock _lock = new();

    /// <summary>
    /// Raises the lease until it covers <paramref name="wanted"/>. Where that does not fit, it takes idle money of
    /// other accounts and settles for no less than <paramref name="required"/>.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="lease">Its lease.</param>
    /// <param name="held">What of it is reserved already.</param>
    /// <param name="wanted">What the call may cost.</param>
    /// <param name="required">The least that is of use to the call.</param>
    /// <param name="accounts">All accounts of the silo.</param>
    /// <returns>The budgets' answer, and what is reserved now; nothing is reserved when it throws.</returns>
    public async Task<(LeaseGrant Grant, Usd Held)> GrowAsync(
        SpendAccount account,
        AccountLease lease,
        Usd held,
        Usd wanted,
        Usd required,
        IEnumerable<SpendAccount> accounts)
    {
        try
        {
            LeaseGrant grant;
            Usd granted;
            using (await _lock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                (grant, granted) = await RequestAsync(account, lease, wanted - held, wanted - held).ConfigureAwait(false);
            }

            if (grant.Amount is null)
            {
                using (await _lock.AcquireExclusiveAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    await ReclaimAsync(lease, accounts.Where(a => a != account)).ConfigureAwait(false);
                    var missing = required > held ? required - held : Usd.Zero;
                    (grant, granted) = await RequestAsync(account, lease, missing, wanted - held).ConfigureAwait(false);
                }
            }

            return (grant, held + granted);
        }
        catch
        {
            account.Release(lease, held);
            throw;
        }
    }

    /// <summary>
    /// Ends a lease that new calls no longer use: closes it when none of its calls and rows are pending, else reduces
    /// it to what they need.
    /// </summary>
    public async Task RetireAsync(SpendAccount account, AccountLease lease)
    {
        if (account.UsageOf(lease).IsDrained)
        {
            await CloseAsync(account, lease).ConfigureAwait(false);
        }
        else if (lease.IsOpen)
        {
            using (await _lock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                await TrimAsync(account, lease).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Closes a lease in all its budgets; does nothing while a call is under way.</summary>
    public async Task CloseAsync(SpendAccount account, AccountLease lease)
    {
        using (await _lock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
        {
            // Removed first: a call that came between the grains' answers and the removal would spend from a lease that
            // no budget holds any more.
            if (!account.TryRemove(lease))
            {
                return;
            }

            try
            {
                if (lease.WasRequested)
                {
                    await client.CloseAsync(lease.Id, lease.Chain, account.UsageOf(lease).Use).ConfigureAwait(false);
                }
            }
            catch
            {
                account.Restore(lease);
                throw;
            }
        }

        await costAnomalies.CheckAsync(account.Principal).ConfigureAwait(false);
    }

    /// <summary>Compares the cost of the principal's task with others of its kind.</summary>
    public Task CheckCostAsync(Principal principal) => costAnomalies.CheckAsync(principal);

    /// <summary>Raises the alert of a budget that refused, once.</summary>
    public Task RaiseExceededAsync(BudgetView budget, Problem problem, Principal principal) =>
        client.RaiseExceededAsync(budget.Name, problem, principal);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private async Task<(LeaseGrant Grant, Usd Held)> RequestAsync(SpendAccount account, AccountLease lease, Usd required, Usd wanted)
    {
        // A call can bill more than was reserved for it. What the lease is overdrawn by is asked for too, or the next
        // call would find less than was granted.
        var (use, _, overdrawn) = account.UsageOf(lease);
        var grant = await client.GrowAsync(lease, use, required + overdrawn, wanted + overdrawn).ConfigureAwait(false);
        var before = new LeaseUsage(default, grant.Budget.Calls - use.Calls, grant.Budget.Tokens - use.Tokens);
        return (grant, grant.Amount is { } amount ? account.ApplyGrant(lease, amount, before, wanted) : Usd.Zero);
    }

    /// <summary>
    /// Collects what no call needs from the other accounts that share a budget. The caller holds the lock alone.
    /// </summary>
    private async Task ReclaimAsync(AccountLease lease, IEnumerable<SpendAccount> others)
    {
        foreach (var other in others)
        {
            foreach (var idle in other.Leases().Where(l => l.IsOpen && l.Chain.Intersect(lease.Chain).Any()))
            {
                await TrimAsync(other, idle).ConfigureAwait(false);
            }
        }
    }

    private async Task TrimAsync(SpendAccount account, AccountLease lease)
    {
        if (account.ReleaseUnused(lease) is { } shrunk)
        {
            await client.TrimAsync(lease, shrunk.Keeps, shrunk.Use).ConfigureAwait(false);
        }
    }
}
