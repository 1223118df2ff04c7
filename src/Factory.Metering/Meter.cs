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
using Factory.Metering.Ledger;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

/// <inheritdoc cref="IMeter"/>
/// <remarks>
/// One per silo. A call whose worst case fits into what its purse holds takes one lock; else the purse's lease is opened or raised first. The laws that keep spending under every cap:
/// usable is what all budgets of the chain hold for the lease; a reservation comes out of what is usable; a lease is closed only after its rows are on disk.
/// </remarks>
internal sealed class Meter : IMeter, IDisposable
{
    private readonly ConcurrentDictionary<string, SpendAccount> _purses = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AsyncReaderWriterLock _turns = new();
    private readonly IGrainFactory _grains;
    private readonly IConfigSource _config;
    private readonly IIdSource _ids;
    private readonly MeterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly BudgetLeaseClient _desk;
    private readonly CostAnomalyDetector _dear;

    public Meter(IGrainFactory grains, ILedger ledger, ITaskCosts costs, IConfigSource config, IIdSource ids, MeterOptions options, TimeProvider time, ILogger<Meter> log)
    {
        (_grains, _config, _ids, _options, _time, _log) = (grains, config, ids, options, time, log);
        _desk = new BudgetLeaseClient(grains, options);
        _dear = new CostAnomalyDetector(grains, costs, log);
        Rows = new LedgerWriter(ledger, options, time, log);
    }

    /// <summary>Rows on their way to disk.</summary>
    public LedgerWriter Rows { get; }

    /// <summary>Holders it knows, closed ones included.</summary>
    public int Holders => _purses.Count;

    /// <summary>Leases of the silo before have been reconciled: calls may begin.</summary>
    public void Open() => _opened.TrySetResult();

    /// <inheritdoc/>
    public ValueTask<IMeteredCall> BeginAsync(Spender spender, CallEstimate intent, CancellationToken cancellationToken)
    {
        Check(intent);
        if (_opened.Task.IsCompleted && Rows.Waiting < _options.MaxRowsWaiting)
        {
            var purse = PurseOf(spender);
            if (purse.TryBegin(this, intent, _time.GetUtcNow(), BrakeOf(spender)) is { } call)
            {
                return new(call);
            }
        }

        return new(BeginSlowlyAsync(spender, intent, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task CloseAsync(string holder)
    {
        var purse = _purses.GetOrAdd(holder, static h => new SpendAccount(new Spender(h, null, null, null, null, null, null)));
        purse.Close(_time.GetUtcNow());

        // Before the purse is taken: a call that is being covered may need it to end.
        await Task.WhenAll(purse.Leases().Select(l => DrainAsync(purse, l))).ConfigureAwait(false);
        await purse.Changing.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var lease in purse.Leases())
            {
                await DrainAsync(purse, lease).ConfigureAwait(false);
                await CloseAsync(purse, lease).ConfigureAwait(false);
            }
        }
        finally
        {
            purse.Changing.Release();
        }
    }

    /// <summary>Every purse is closed: the silo stops.</summary>
    public Task CloseAllAsync() => Task.WhenAll(_purses.Keys.Select(CloseAsync));

    /// <summary>Gives back what nobody uses: leases of days that are over, and of holders that have not called for long. Forgets holders that were closed long ago.</summary>
    public async Task TidyAsync()
    {
        var now = _time.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (holder, purse) in _purses)
        {
            if (purse.IsOver(now - _options.Memory))
            {
                _purses.TryRemove(holder, out _);
                continue;
            }

            if (!await purse.Changing.WaitAsync(0).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                foreach (var lease in purse.Leases().Where(l => l.Day != today || !l.IsOpen || now - purse.LastUsed >= _options.Rest))
                {
                    await RetireAsync(purse, lease).ConfigureAwait(false);
                }
            }
            catch (Exception e)
            {
                MeterLog.TidyingFailed(_log, purse.Spender.Holder, e);
            }
            finally
            {
                purse.Changing.Release();
            }
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>A call's answer has become dearer than what was set aside: more is, or it must be cut.</summary>
    public async Task<Problem?> ExtendReservationAsync(SpendAccount purse, MeteredCall call, Usd soFar)
    {
        await purse.Changing.WaitAsync().ConfigureAwait(false);
        try
        {
            var more = soFar - call.Reserved;
            if (more <= Usd.Zero)
            {
                return null;
            }

            if (purse.IsClosed)
            {
                return MeterProblems.Closed(purse.Spender);
            }

            var lease = call.Lease;
            var held = purse.Hold(lease, more);
            var (grant, got) = await GrowAsync(purse, lease, held, more, more).ConfigureAwait(false);
            if (grant.Amount is null)
            {
                purse.Release(lease, got);
                return MeterProblems.Exceeded(purse.Spender, grant.Budget, more);
            }

            if (!call.TakeOver(got))
            {
                purse.Release(lease, got);
            }

            return null;
        }
        finally
        {
            purse.Changing.Release();
        }
    }

    public string NewCallId() => _ids.New<CallId>().Value;

    public long Stamp() => _time.GetTimestamp();

    public LedgerRow RowOf(MeteredCall call, Spender spender, in CallEstimate intent, in CallEnd end, CallOutcome outcome, DateTimeOffset began, long stamp) => new(
        call.Id,
        call.Lease.Id,
        call.Lease.Day,
        began,
        spender.Holder,
        spender.Task,
        spender.Run,
        spender.Attempt,
        spender.Agent,
        spender.TaskKind,
        intent.Model.Ref,
        intent.Protocol,
        call.Usage,
        call.Cost,
        intent.Billing,
        outcome,
        end.Status,
        _time.GetElapsedTime(stamp),
        end.FirstToken,
        end.Error);

    public void Write(LedgerRow row, SpendAccount purse, AccountLease lease) => Rows.Add(row, purse, lease);

    private async Task<IMeteredCall> BeginSlowlyAsync(Spender spender, CallEstimate intent, CancellationToken cancellationToken)
    {
        await _opened.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Rows.RoomAsync(cancellationToken).ConfigureAwait(false);
        var purse = PurseOf(spender);
        await purse.Changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = _time.GetUtcNow();
            var brake = BrakeOf(spender);
            if (purse.TryBegin(this, intent, now, brake) is { } call)
            {
                return call;
            }

            var lease = purse.LeaseOf(DateOnly.FromDateTime(now.UtcDateTime), () => _ids.New<LeaseId>().Value);
            foreach (var past in purse.Leases().Where(l => l != lease))
            {
                await RetireAsync(purse, past).ConfigureAwait(false);
            }

            var worst = ReservationBound.Of(intent, intent.OutputTokens);
            var least = ReservationBound.Of(intent, intent.MinOutputTokens);
            var (grant, held) = await GrowAsync(purse, lease, purse.Hold(lease, worst), worst, least).ConfigureAwait(false);
            if (grant.Amount is not null && purse.BeginWith(this, lease, held, intent, now, brake) is { } begun)
            {
                await _dear.LookAsync(spender).ConfigureAwait(false);
                return begun;
            }

            if (grant.Amount is null)
            {
                purse.Release(lease, held);
            }

            var refusal = MeterProblems.Exceeded(spender, grant.Budget, least);
            await _grains.GetGrain<IBudgetGrain>(grant.Budget.Name).RaiseOnce(EventTypes.BudgetRefused, refusal.Message, spender.Run, spender.Task).ConfigureAwait(false);
            throw refusal.ToException();
        }
        finally
        {
            purse.Changing.Release();
        }
    }

    /// <summary>Raises the lease until it covers <paramref name="wanted"/>; where that does not fit, takes idle money of other purses and settles for no less than <paramref name="least"/>.</summary>
    /// <param name="held">What is set aside already of what is wanted.</param>
    /// <returns>What the budgets said, and what is set aside now.</returns>
    private async Task<(LeaseGrant Grant, Usd Held)> GrowAsync(SpendAccount purse, AccountLease lease, Usd held, Usd wanted, Usd least)
    {
        try
        {
            LeaseGrant grant;
            Usd got;
            using (await _turns.SharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                (grant, got) = await LeaseAsync(purse, lease, wanted - held, wanted - held).ConfigureAwait(false);
            }

            if (grant.Amount is null)
            {
                using (await _turns.AloneAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    await ReclaimAsync(purse, lease).ConfigureAwait(false);
                    (grant, got) = await LeaseAsync(purse, lease, least > held ? least - held : Usd.Zero, wanted - held).ConfigureAwait(false);
                }
            }

            return (grant, held + got);
        }
        catch
        {
            purse.Release(lease, held);
            throw;
        }
    }

    /// <returns>What the budgets said, and how much of the wish is set aside.</returns>
    private async Task<(LeaseGrant Grant, Usd Held)> LeaseAsync(SpendAccount purse, AccountLease lease, Usd need, Usd wish)
    {
        var (use, _, overdrawn) = purse.Look(lease);
        var grant = await _desk.GrowAsync(lease, use, need + overdrawn, wish + overdrawn).ConfigureAwait(false);
        var before = new LeaseUse(default, grant.Budget.Calls - use.Calls, grant.Budget.Tokens - use.Tokens);
        return (grant, grant.Amount is { } amount ? purse.Grant(lease, amount, before, wish) : Usd.Zero);
    }

    /// <summary>Every other purse that shares a budget gives back what no call of it needs. Nothing else changes meanwhile: the caller has a turn alone.</summary>
    private async Task ReclaimAsync(SpendAccount purse, AccountLease lease)
    {
        foreach (var other in _purses.Values.Where(p => p != purse))
        {
            foreach (var idle in other.Leases().Where(l => l.IsOpen && l.Chain.Intersect(lease.Chain).Any()))
            {
                if (other.Shrink(idle) is { } shrunk)
                {
                    await _desk.TrimAsync(idle, shrunk.Keeps, shrunk.Use).ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>A lease for which no new calls come: closed when it is at rest, else reduced to what its calls need. The caller holds <see cref="SpendAccount.Changing"/>.</summary>
    private async Task RetireAsync(SpendAccount purse, AccountLease lease)
    {
        if (purse.Look(lease).IsDrained)
        {
            await CloseAsync(purse, lease).ConfigureAwait(false);
        }
        else if (lease.IsOpen)
        {
            using (await _turns.SharedAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (purse.Shrink(lease) is { } shrunk)
                {
                    await _desk.TrimAsync(lease, shrunk.Keeps, shrunk.Use).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task CloseAsync(SpendAccount purse, AccountLease lease)
    {
        using (await _turns.SharedAsync(CancellationToken.None).ConfigureAwait(false))
        {
            if (!purse.TryRemove(lease))
            {
                return;
            }

            try
            {
                if (lease.WasAsked)
                {
                    await _desk.CloseAsync(lease.Id, lease.Chain, purse.Look(lease).Use).ConfigureAwait(false);
                }
            }
            catch
            {
                purse.PutBack(lease);
                throw;
            }
        }

        await _dear.LookAsync(purse.Spender).ConfigureAwait(false);
    }

    /// <summary>Waits for the lease's calls and rows; calls that go on for too long are settled as broken, which costs what was set aside for them.</summary>
    private async Task DrainAsync(SpendAccount purse, AccountLease lease)
    {
        using var hurry = Rows.Hurry();
        try
        {
            await purse.DrainedAsync(lease).WaitAsync(_options.Grace, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            var late = purse.UnderWay().Where(c => c.Lease == lease).ToList();
            MeterLog.SettledForThem(_log, purse.Spender.Holder, late.Count);
            late.ForEach(c => c.Settle(new CallEnd(CallOutcome.Broken, null, Error: "its holder has ended")));
            await purse.DrainedAsync(lease).ConfigureAwait(false);
        }
    }

    private SpendAccount PurseOf(Spender spender) => _purses.TryGetValue(spender.Holder, out var purse) ? purse : _purses.GetOrAdd(spender.Holder, new SpendAccount(spender));

    private LifetimeLimits? BrakeOf(Spender spender) => spender.TaskKind is { } kind ? _config.Current.Policy.KindOf(kind).Brake : null;

    private static void Check(in CallEstimate intent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(intent.InputTokens, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfNegative(intent.MinOutputTokens, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.OutputTokens, intent.MinOutputTokens, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Choices, 1, nameof(intent));
    }
}
