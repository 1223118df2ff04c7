using Factory.Contracts.Budgets;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Budgets;
using Factory.Domain.Ledger;
using Factory.Domain.States;
using Factory.Grains.Abstractions.Budgets;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Budgets;

/// <summary>
/// Closes the leases that a silo left open when it died. What a lease held in all its budgets may have been spent: the
/// part without ledger rows becomes one row <c>unaccounted</c> and stays spent.
/// </summary>
/// <remarks>
/// It may itself be killed at any point and run again. The row is written before the lease is closed, and its id is
/// made of the lease's, so that it cannot be written twice. A lease that a budget of its chain does not hold needs no
/// row: either it was being closed, and rows come before closing, or it was never granted in full, and calls come after
/// every grant.
/// </remarks>
internal sealed partial class LeaseRecovery(
    IStateScanner states,
    ILedger ledger,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<LeaseRecovery> log)
{
    private static readonly ModelRef UnaccountedModel = new("-", "unaccounted");

    /// <summary>Closes every open lease. No call begins before it has completed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var open = new Dictionary<LeaseId, List<(string Budget, BudgetLease Lease)>>();
        await foreach (var state in states.ScanAsync<DurableState<BudgetState>>(BudgetState.StateName, cancellationToken).ConfigureAwait(false))
        {
            if (state.State.Value is not { } budget)
            {
                continue;
            }

            foreach (var (id, lease) in budget.Leases)
            {
                if (!open.TryGetValue(id, out var holding))
                {
                    open.Add(id, holding = []);
                }

                holding.Add((state.Key, lease));
            }
        }

        foreach (var (id, budgets) in open)
        {
            await CloseAsync(id, budgets, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task CloseAsync(LeaseId id, List<(string Budget, BudgetLease Lease)> budgets, CancellationToken cancellationToken)
    {
        var lease = budgets[0].Lease;
        var query = new LedgerQuery(LeaseId: id);
        if (budgets.Count == lease.Budgets.Count)
        {
            // The least amount: where a crash left them different, no call could use more than that.
            var rest = new Usd(budgets.Min(b => b.Lease.Amount.Amount)) - await ledger.SumLeaseAsync(
                id,
                cancellationToken).ConfigureAwait(false);
            if (rest > Usd.Zero)
            {
                LogUnaccounted(id, lease.Principal.PrincipalId, rest);
                await ledger.AppendAsync(UnaccountedRow(id, lease, rest)).ConfigureAwait(false);
            }
        }


        // Read again, with the row just written: the use that closes the lease must match the ledger, also when the
        // process before died between two budgets of the chain.
        var rows = await ledger.SumAsync(SpendBy.Principal, query, cancellationToken).ConfigureAwait(false);
        var use = new LeaseUsage(
            await ledger.SumLeaseAsync(id, cancellationToken).ConfigureAwait(false),
            rows.Sum(r => r.Calls),
            rows.Sum(r => r.Usage.Total()));
        await Task.WhenAll(budgets.Select(b => grains.GetGrain<IBudgetGrain>(b.Budget).CloseLease(id, use))).ConfigureAwait(false);
    }

    private LedgerRow UnaccountedRow(LeaseId id, BudgetLease lease, Usd cost) => new(
        $"unaccounted-{id}",
        id,
        lease.Day,
        time.GetUtcNow(),
        lease.Principal.PrincipalId,
        lease.Principal.Task,
        lease.Principal.Run,
        lease.Principal.Attempt,
        lease.Principal.Agent,
        lease.Principal.TaskKind,
        UnaccountedModel,
        null,
        default,
        cost,
        Billing.PayAsYouGo,
        CallOutcome.Unaccounted,
        null,
        TimeSpan.Zero,
        null,
        "the silo stopped while the lease was open");
}
