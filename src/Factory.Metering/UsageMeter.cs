using System.Collections.Concurrent;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Domain.Ledger;
using Factory.Domain.Metering;
using Factory.Grains.Abstractions.Budgets;
using Factory.Metering.Budgets;
using Factory.Metering.Calls;
using Factory.Metering.Ledger;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

/// <inheritdoc cref="IMeter"/>
/// <remarks>
/// One per silo. A call whose upper bound fits into what its spend account holds takes one lock; else the spend account's lease is opened or raised first. The laws that keep spending under every cap:
/// usable is what all budgets of the chain hold for the lease; a reservation comes out of what is usable; a lease is closed only after its rows are on disk.
/// </remarks>
internal sealed class UsageMeter : IMeter, IDisposable
{
    private readonly ConcurrentDictionary<string, SpendAccount> _accounts = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncReaderWriterLock _leaseLock = new();
    private readonly IGrainFactory _grains;
    private readonly IConfigSource _config;
    private readonly IIdGenerator _ids;
    private readonly MeterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BudgetLeaseClient _leases;
    private readonly CostAnomalyDetector _costAnomalies;

    public UsageMeter(IGrainFactory grains, ILedger ledger, ITaskCosts costs, IConfigSource config, IIdGenerator ids, MeterOptions options, TimeProvider time, ILogger<UsageMeter> log)
    {
        (_grains, _config, _ids, _options, _time, _log) = (grains, config, ids, options, time, log);
        _leases = new BudgetLeaseClient(grains, options);
        _costAnomalies = new CostAnomalyDetector(grains, costs, log);
        LedgerWriter = new LedgerWriter(ledger, options, time, log);
    }

    /// <summary>Rows on their way to disk.</summary>
    public LedgerWriter LedgerWriter { get; }

    /// <summary>Holders it knows, closed ones included.</summary>
    public int AccountCount => _accounts.Count;

    /// <summary>Leases of the silo before have been reconciled: calls may begin.</summary>
    public void MarkRecovered() => _recovered.TrySetResult();

    /// <inheritdoc/>
    public ValueTask<IMeteredCall> ReserveAsync(Principal principal, CallEstimate estimate, CancellationToken cancellationToken)
    {
        Check(estimate);
        if (_recovered.Task.IsCompleted && LedgerWriter.PendingCount < _options.MaxPendingRows)
        {
            var account = AccountOf(principal);
            if (account.TryReserve(this, estimate, _time.GetUtcNow(), LifetimeLimitsOf(principal)) is { } call)
            {
                return new(call);
            }
        }

        return new(ReserveWithLeaseAsync(principal, estimate, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task CloseAccountAsync(string principalId)
    {
        var account = _accounts.GetOrAdd(principalId, static h => new SpendAccount(new Principal(h, null, null, null, null, null, null)));
        account.Close(_time.GetUtcNow());

        // Before the spend account is taken: a call that is being covered may need it to end.
        await Task.WhenAll(account.Leases().Select(l => DrainAsync(account, l))).ConfigureAwait(false);
        await account.LeaseGate.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var lease in account.Leases())
            {
                await DrainAsync(account, lease).ConfigureAwait(false);
                await CloseAsync(account, lease).ConfigureAwait(false);
            }
        }
        finally
        {
            account.LeaseGate.Release();
        }
    }

    /// <summary>Every spend account is closed: the silo stops.</summary>
    public Task CloseAllAsync() => Task.WhenAll(_accounts.Keys.Select(CloseAccountAsync));

    /// <summary>Gives back what nobody uses: leases of days that are over, and of holders that have not called for long. Forgets holders that were closed long ago.</summary>
    public async Task ReleaseIdleLeasesAsync()
    {
        var now = _time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (holder, account) in _accounts)
        {
            if (account.CanEvict(now - _options.ClosedAccountRetention))
            {
                _accounts.TryRemove(holder, out _);
                continue;
            }

            if (!await account.LeaseGate.WaitAsync(0).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                foreach (var lease in account.Leases().Where(l => l.Day != today || !l.IsOpen || now - account.LastUsed >= _options.IdleLeaseTimeout))
                {
                    await RetireAsync(account, lease).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                MeterLog.LeaseReleaseFailed(_log, account.Principal.Id, e);
            }
            finally
            {
                account.LeaseGate.Release();
            }
        }
    }

    public void Dispose() => _leaseLock.Dispose();

    /// <summary>A call's answer costs more than what was reserved: more is, or it must be cut.</summary>
    public async Task<Problem?> ExtendReservationAsync(SpendAccount account, MeteredCall call, Usd soFar)
    {
        await account.LeaseGate.WaitAsync().ConfigureAwait(false);
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
            var held = account.ReserveUpTo(lease, more);
            var (grant, got) = await GrowLeaseAsync(account, lease, held, more, more).ConfigureAwait(false);
            if (grant.Amount is null)
            {
                account.Release(lease, got);
                return MeterProblems.Exceeded(account.Principal, grant.Budget, more);
            }

            if (!call.AddReservation(got))
            {
                account.Release(lease, got);
            }

            return null;
        }
        finally
        {
            account.LeaseGate.Release();
        }
    }

    public string NewCallId() => _ids.New<CallId>().Value;

    public long Timestamp() => _time.GetTimestamp();

    public LedgerRow CreateRow(MeteredCall call, Principal spender, in CallEstimate estimate, in CallSettlement end, CallOutcome outcome, DateTimeOffset began, long stamp) => new(
        call.Id,
        call.Lease.Id,
        call.Lease.Day,
        began,
        spender.Id,
        spender.Task,
        spender.Run,
        spender.Attempt,
        spender.Agent,
        spender.TaskKind,
        estimate.Model.Ref,
        estimate.ModelApi,
        call.Usage,
        call.Cost,
        estimate.Billing,
        outcome,
        end.Status,
        _time.GetElapsedTime(stamp),
        end.FirstToken,
        end.Error);

    public void Write(LedgerRow row, SpendAccount account, AccountLease lease) => LedgerWriter.Add(row, account, lease);

    private async Task<IMeteredCall> ReserveWithLeaseAsync(Principal spender, CallEstimate estimate, CancellationToken cancellationToken)
    {
        await _recovered.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await LedgerWriter.WaitForCapacityAsync(cancellationToken).ConfigureAwait(false);
        var account = AccountOf(spender);
        await account.LeaseGate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            var limits = LifetimeLimitsOf(spender);
            if (account.TryReserve(this, estimate, now, limits) is { } call)
            {
                return call;
            }

            var lease = account.GetOrAddLease(DateOnly.FromDateTime(now.UtcDateTime), () => _ids.New<LeaseId>().Value);
            foreach (var past in account.Leases().Where(l => l != lease))
            {
                await RetireAsync(account, past).ConfigureAwait(false);
            }

            var worst = ReservationBound.MaxCost(estimate, estimate.OutputTokens);
            var least = ReservationBound.MaxCost(estimate, estimate.MinOutputTokens);
            var (grant, held) = await GrowLeaseAsync(account, lease, account.ReserveUpTo(lease, worst), worst, least).ConfigureAwait(false);
            if (grant.Amount is not null && account.ReserveFromHeld(this, lease, held, estimate, now, limits) is { } begun)
            {
                await _costAnomalies.CheckAsync(spender).ConfigureAwait(false);
                return begun;
            }

            if (grant.Amount is null)
            {
                account.Release(lease, held);
            }

            var refusal = MeterProblems.Exceeded(spender, grant.Budget, least);
            await _grains.GetGrain<IBudgetGrain>(grant.Budget.Name).RaiseOnce(EventTypes.BudgetExceeded, refusal.Message, spender.Run, spender.Task).ConfigureAwait(false);
            throw refusal.ToException();
        }
        finally
        {
            account.LeaseGate.Release();
        }
    }

    /// <summary>Raises the lease until it covers <paramref name="wanted"/>; where that does not fit, takes idle money of other purses and settles for no less than <paramref name="least"/>.</summary>
    /// <param name="held">What is reserved already of what is wanted.</param>
    /// <returns>What the budgets said, and what is reserved now.</returns>
    private async Task<(LeaseGrant Grant, Usd Held)> GrowLeaseAsync(SpendAccount account, AccountLease lease, Usd held, Usd wanted, Usd least)
    {
        try
        {
            LeaseGrant grant;
            Usd got;
            using (await _leaseLock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                (grant, got) = await RequestLeaseAsync(account, lease, wanted - held, wanted - held).ConfigureAwait(false);
            }

            if (grant.Amount is null)
            {
                using (await _leaseLock.AcquireExclusiveAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    await ReclaimAsync(account, lease).ConfigureAwait(false);
                    (grant, got) = await RequestLeaseAsync(account, lease, least > held ? least - held : Usd.Zero, wanted - held).ConfigureAwait(false);
                }
            }

            return (grant, held + got);
        }
        catch
        {
            account.Release(lease, held);
            throw;
        }
    }

    /// <returns>What the budgets said, and how much of the wish is reserved.</returns>
    private async Task<(LeaseGrant Grant, Usd Held)> RequestLeaseAsync(SpendAccount account, AccountLease lease, Usd required, Usd wanted)
    {
        var (use, _, overdrawn) = account.UsageOf(lease);
        var grant = await _leases.GrowAsync(lease, use, required + overdrawn, wanted + overdrawn).ConfigureAwait(false);
        var before = new LeaseUsage(default, grant.Budget.Calls - use.Calls, grant.Budget.Tokens - use.Tokens);
        return (grant, grant.Amount is { } amount ? account.ApplyGrant(lease, amount, before, wanted) : Usd.Zero);
    }

    /// <summary>Every other spend account that shares a budget gives back what no call of it needs. Nothing else changes meanwhile: the caller has a turn alone.</summary>
    private async Task ReclaimAsync(SpendAccount account, AccountLease lease)
    {
        foreach (var other in _accounts.Values.Where(p => p != account))
        {
            foreach (var idle in other.Leases().Where(l => l.IsOpen && l.Chain.Intersect(lease.Chain).Any()))
            {
                if (other.ReleaseUnused(idle) is { } shrunk)
                {
                    await _leases.TrimAsync(idle, shrunk.Keeps, shrunk.Use).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>A lease for which no new calls come: closed when it is at rest, else reduced to what its calls need. The caller holds <see cref="SpendAccount.LeaseGate"/>.</summary>
    private async Task RetireAsync(SpendAccount account, AccountLease lease)
    {
        if (account.UsageOf(lease).IsDrained)
        {
            await CloseAsync(account, lease).ConfigureAwait(false);
        }
        else if (lease.IsOpen)
        {
            using (await _leaseLock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (account.ReleaseUnused(lease) is { } shrunk)
                {
                    await _leases.TrimAsync(lease, shrunk.Keeps, shrunk.Use).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task CloseAsync(SpendAccount account, AccountLease lease)
    {
        using (await _leaseLock.AcquireSharedAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!account.TryRemove(lease))
            {
                return;
            }

            try
            {
                if (lease.WasRequested)
                {
                    await _leases.CloseAsync(lease.Id, lease.Chain, account.UsageOf(lease).Use).ConfigureAwait(false);
                }
            }
            catch
            {
                account.Restore(lease);
                throw;
            }
        }

        await _costAnomalies.CheckAsync(account.Principal).ConfigureAwait(false);
    }

    /// <summary>Waits for the lease's calls and rows; calls that go on for too long are settled as broken, which costs what was reserved for them.</summary>
    private async Task DrainAsync(SpendAccount account, AccountLease lease)
    {
        using var hurry = LedgerWriter.ExpediteFlush();
        try
        {
            await account.DrainedAsync(lease).WaitAsync(_options.DrainTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var late = account.CallsInFlight().Where(c => c.Lease == lease).ToList();
            MeterLog.OverdueCallsSettled(_log, account.Principal.Id, late.Count);
            late.ForEach(c => c.Settle(new CallSettlement(CallOutcome.Interrupted, null, Error: "its holder has ended")));
            await account.DrainedAsync(lease).ConfigureAwait(false);
        }
    }

    private SpendAccount AccountOf(Principal spender) => _accounts.TryGetValue(spender.Id, out var account) ? account : _accounts.GetOrAdd(spender.Id, new SpendAccount(spender));

    private LifetimeLimits? LifetimeLimitsOf(Principal spender) => spender.TaskKind is { } kind ? _config.Current.Policy.KindOf(kind).LifetimeLimits : null;

    private static void Check(in CallEstimate estimate)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(estimate.InputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfNegative(estimate.MinOutputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfLessThan(estimate.OutputTokens, estimate.MinOutputTokens, nameof(estimate));
        ArgumentOutOfRangeException.ThrowIfLessThan(estimate.Choices, 1, nameof(estimate));
    }
}
