using System.Collections.Concurrent;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.Metering.Calls;
using Factory.Metering.Ledger;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

/// <inheritdoc cref="IMeter"/>
/// <remarks>
/// One per silo. A call whose upper bound fits into the lease of its account takes one lock; otherwise the lease is
/// opened or raised first. Three laws keep spending under every cap: what is usable is what all budgets of the chain
/// hold for the lease; a reservation comes out of what is usable; a lease is closed only after its rows are on disk.
/// </remarks>
internal sealed partial class UsageMeter(
    LeaseCoordinator leases,
    LedgerWriter ledgerWriter,
    IConfigSource config,
    IIdGenerator ids,
    MeterOptions options,
    TimeProvider time,
    ILogger<UsageMeter> log) : IMeter
{
    private readonly ConcurrentDictionary<PrincipalId, SpendAccount> _accounts = new();
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Rows on their way to disk.</summary>
    public LedgerWriter LedgerWriter => ledgerWriter;

    /// <summary>Accounts in memory, closed ones included.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>Leases that the last process left open have been reconciled: calls may begin.</summary>
    public void MarkRecovered() => _recovered.TrySetResult();

    /// <inheritdoc/>
    public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken)
    {
        Check(estimate);

        // The common case takes one lock and no await. Before recovery nothing may be spent, and a ledger that
        // does not keep up must slow calls down: rows in memory are lost in a crash.
        if (_recovered.Task.IsCompleted && LedgerWriter.PendingCount < options.MaxPendingRows)
        {
            var account = AccountOf(principal);
            if (account.TryReserve(this, estimate, time.GetUtcNow(), LifetimeLimitsOf(principal)) is { } call)
            {
                return new(call);
            }
        }

        return new(ReserveWithLeaseAsync(principal, estimate, cancellationToken));
    }

    /// <inheritdoc/>
    public void RefuseCalls(PrincipalId principal) => Refuse(principal);

    /// <inheritdoc/>
    public Task CloseAccountAsync(PrincipalId principal) => CloseAccountAsync(principal, CancellationToken.None);

    /// <inheritdoc/>
    public AccountTotals TotalsOf(PrincipalId principal) => _accounts.GetValueOrDefault(principal)?.Totals ?? default;

    private async Task CloseAccountAsync(PrincipalId principal, CancellationToken cancellationToken)
    {
        var account = Refuse(principal);

        // Before the lock is taken: a call whose lease is just being raised holds it, and may have to end for the lease
        // to drain.
        await Task.WhenAll(account.Leases().Select(l => DrainAsync(account, l, cancellationToken))).ConfigureAwait(false);
        await account.LeaseLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Again under the lock: that call may have opened a lease in between.
            foreach (var lease in account.Leases())
            {
                await DrainAsync(account, lease, cancellationToken).ConfigureAwait(false);
                await leases.CloseAsync(account, lease).ConfigureAwait(false);
            }
        }
        finally
        {
            account.LeaseLock.Release();
        }
    }

    /// <summary>Closes all accounts, when the silo stops.</summary>
    public Task CloseAllAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_accounts.Keys.Select(p => CloseAccountAsync(p, cancellationToken)));

    /// <summary>
    /// Gives back what is not used: leases of past days, of closed accounts, and of accounts without a call for
    /// <see cref="MeterOptions.IdleLeaseTimeout"/>. Forgets accounts that were closed
    /// <see cref="MeterOptions.ClosedAccountRetention"/> ago.
    /// </summary>
    public async Task ReleaseIdleLeasesAsync()
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (principalId, account) in _accounts)
        {
            if (account.CanEvict(now - options.ClosedAccountRetention))
            {
                _accounts.TryRemove(principalId, out _);
                continue;
            }

            // An account that is just opening or closing a lease is not idle.
            if (!await account.LeaseLock.WaitAsync(0).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                var isIdle = account.IsClosed || now - account.LastUsed >= options.IdleLeaseTimeout;
                foreach (var lease in account.Leases().Where(l => isIdle || l.Day != today || !l.IsOpen))
                {
                    await leases.RetireAsync(account, lease).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                LogLeaseReleaseFailed(account.Principal.Id, e);
            }
            finally
            {
                account.LeaseLock.Release();
            }
        }
    }

    /// <summary>Raises the reservation of a call whose response costs more than was reserved.</summary>
    /// <returns>Null when the budgets cover it; else the reason why the response must be cut.</returns>
    public async Task<Problem?> ExtendReservationAsync(SpendAccount account, MeteredCall call, Usd soFar)
    {
        await account.LeaseLock.WaitAsync().ConfigureAwait(false);
        try
        {
            var more = soFar - call.Reserved;
            if (more <= Usd.Zero)
            {
                return null;
            }

            if (account.IsClosed)
            {
                return MeterProblems.Closed(account.Principal);
            }

            var lease = call.Lease;
            var reserved = account.ReserveUpTo(lease, more);
            LeaseGrant grant;
            do
            {
                // Another call can bill more than its reservation while the budgets are asked. The lease is overdrawn then,
                // and holds less than was granted: the shortfall is asked for again.
                (grant, reserved) = await leases.GrowAsync(account, lease, reserved, more, more, Accounts).ConfigureAwait(false);
            }
            while (grant.Amount is not null && reserved < more);

            if (grant.Amount is null)
            {
                account.Release(lease, reserved);
                return MeterProblems.Exceeded(account.Principal, grant.Budget, more);
            }

            if (!call.AddReservation(reserved))
            {
                account.Release(lease, reserved);
            }

            return null;
        }
        finally
        {
            account.LeaseLock.Release();
        }
    }

    /// <summary>The id of a new call.</summary>
    public string NewCallId() => ids.New<CallId>().Value;

    /// <summary>A timestamp of the meter's clock, for durations.</summary>
    public long Timestamp() => time.GetTimestamp();

    /// <summary>The ledger row of a call that ended.</summary>
    public LedgerRow CreateRow(
        MeteredCall call,
        Principal principal,
        in CallEstimate estimate,
        in CallSettlement end,
        CallOutcome outcome,
        DateTimeOffset began,
        long startTimestamp) => new(
        call.Id,
        call.Lease.Id,
        call.Lease.Day,
        began,
        principal.Id,
        principal.Task,
        principal.Run,
        principal.Attempt,
        principal.Agent,
        principal.TaskKind,
        estimate.Model.Ref,
        estimate.ModelApi,
        call.Usage,
        call.Cost,
        estimate.Billing,
        outcome,
        end.Status,
        time.GetElapsedTime(startTimestamp),
        end.FirstToken,
        end.Error);

    /// <summary>Queues a row for the disk; does not wait.</summary>
    public void Write(LedgerRow row, SpendAccount account, AccountLease lease) => LedgerWriter.Add(row, account, lease);

    private async Task<IMeteredCall> ReserveWithLeaseAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken)
    {
        await _recovered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await LedgerWriter.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        var account = AccountOf(principal);
        await account.LeaseLock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            var limits = LifetimeLimitsOf(principal);
            // The previous holder of the lock may have raised the lease by enough for this call, too.
            if (account.TryReserve(this, estimate, now, limits) is { } call)
            {
                return call;
            }

            var lease = account.GetOrAddLease(DateOnly.FromDateTime(now.UtcDateTime), ids.New<LeaseId>);
            // A lease pays for the calls of its day only: what is left of yesterday's belongs to yesterday's budgets.
            foreach (var past in account.Leases().Where(l => l != lease))
            {
                await leases.RetireAsync(account, past).ConfigureAwait(false);
            }

            var worst = ReservationBound.MaxCost(estimate, estimate.OutputTokens);
            var least = ReservationBound.MaxCost(estimate, estimate.MinOutputTokens);
            var (grant, held) = await leases.GrowAsync(
                account,
                lease,
                account.ReserveUpTo(lease, worst),
                worst,
                least,
                Accounts).ConfigureAwait(false);
            if (grant.Amount is not null && account.ReserveFromHeld(this, lease, held, estimate, now, limits) is { } begun)
            {
                await leases.CheckCostAsync(principal).ConfigureAwait(false);
                return begun;
            }

            if (grant.Amount is null)
            {
                account.Release(lease, held);
            }

            var refusal = MeterProblems.Exceeded(principal, grant.Budget, least);
            await leases.RaiseExceededAsync(grant.Budget, refusal, principal).ConfigureAwait(false);
            throw refusal.ToException();
        }
        finally
        {
            account.LeaseLock.Release();
        }
    }

    /// <summary>
    /// Waits until the lease's calls have ended and their rows are on disk. Calls that take too long are settled as
    /// interrupted, which costs their reservation.
    /// </summary>
    /// <exception cref="TimeoutException">The rows could not be written in <see cref="MeterOptions.RowWriteTimeout"/>. The
    /// lease stays open; the scan for idle leases closes it once they are written.</exception>
    private async Task DrainAsync(SpendAccount account, AccountLease lease, CancellationToken cancellationToken)
    {
        // A caller waits: rows must not be held back to gather more.
        using var expedite = LedgerWriter.ExpediteFlush();
        if (CallsOf(account, lease).Count > 0)
        {
            await SettleOverdueAsync(account, lease, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await account.DrainedAsync(lease).WaitAsync(options.RowWriteTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(
                $"Ledger rows of {account.Principal.Id} could not be written in {options.RowWriteTimeout}; its lease stays open until " +
                "they are.",
                e);
        }
    }

    private async Task SettleOverdueAsync(SpendAccount account, AccountLease lease, CancellationToken cancellationToken)
    {
        try
        {
            await account.DrainedAsync(lease).WaitAsync(options.DrainTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A client that keeps its stream open would keep the money of an ended attempt leased for as long as it
            // likes. The call's own settlement comes later and is ignored.
            var late = CallsOf(account, lease);
            LogOverdueCallsSettled(account.Principal.Id, late.Count);
            late.ForEach(c => c.Settle(new CallSettlement(CallOutcome.Interrupted, null, Error: "its principal has ended")));
        }
    }

    private static List<MeteredCall> CallsOf(SpendAccount account, AccountLease lease) =>
        [.. account.CallsInFlight().Where(c => c.Lease == lease)];

    // Enumerated only where a lease does not fit, and without a snapshot.
    private IEnumerable<SpendAccount> Accounts => _accounts.Select(a => a.Value);

    private SpendAccount Refuse(PrincipalId principal)
    {
        // Also for a principal that has no account yet: its first call may already be on its way here.
        var account = _accounts.GetOrAdd(principal, static id => new SpendAccount(new Principal(id, null, null, null, null, null, null)));
        account.Close(time.GetUtcNow());
        return account;
    }

    private SpendAccount AccountOf(Principal principal) =>
        _accounts.TryGetValue(principal.Id, out var account) ? account : _accounts.GetOrAdd(principal.Id, new SpendAccount(principal));

    private LifetimeLimits? LifetimeLimitsOf(Principal principal) =>
        principal.TaskKind is { } kind ? config.Current.Policy.KindOf(kind).LifetimeLimits : null;

    private static void Check(in CallEstimate estimate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(estimate.InputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfNegative(estimate.MinOutputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfLessThan(estimate.OutputTokens, estimate.MinOutputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfLessThan(estimate.Choices, 1, nameof(estimate));
    }
}
