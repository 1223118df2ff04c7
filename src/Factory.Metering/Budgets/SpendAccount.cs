using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>
/// One principal's spend account in the silo's memory. Reserving and settling take its lock and nothing else: neither
/// grains nor the disk.
/// </summary>
internal sealed class SpendAccount(Principal principal) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AccountLease> _leases = [];
    private readonly HashSet<MeteredCall> _calls = [];
    private DateTimeOffset _lastUsed;
    private DateTimeOffset? _closedAt;
    private LeaseUsage _priorUse;
    private bool _priorUseKnown;
    private AccountTotals _totals;

    /// <summary>Who spends.</summary>
    public Principal Principal => principal;

    /// <summary>
    /// Held while a lease of this account is opened, raised or closed. Waiting for grains under the account's lock
    /// would block settlements.
    /// </summary>
    public SemaphoreSlim LeaseLock { get; } = new(1);

    /// <summary>When the last call began.</summary>
    public DateTimeOffset LastUsed
    {
        get
        {
            lock (_lock)
            {
                return _lastUsed;
            }
        }
    }

    /// <summary>What the calls that have ended used.</summary>
    public AccountTotals Totals
    {
        get
        {
            lock (_lock)
            {
                return _totals;
            }
        }
    }

    /// <summary>Reserves the call's upper bound when the day's lease covers all of it.</summary>
    /// <returns>Null when a lease must be opened or raised first.</returns>
    public MeteredCall? TryReserve(UsageMeter meter, in CallEstimate estimate, DateTimeOffset now, LifetimeLimits? limits)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        lock (_lock)
        {
            ThrowIfClosed();
            if (_leases.Find(l => l.Day == today && l.IsOpen) is not { } lease)
            {
                return null;
            }

            ThrowIfLifetimeLimitReached(limits);

            // Only with the whole output cap. Whether less is good enough is decided under the lock,
            // where the lease can still be raised.
            var worst = ReservationBound.MaxCost(estimate, estimate.OutputTokens);
            return worst <= lease.Available ? StartCall(meter, lease, estimate, estimate.OutputTokens, worst, now) : null;
        }
    }

    /// <summary>The lease of a day that calls may use; a new one, still to be opened, when there is none.</summary>
    public AccountLease GetOrAddLease(DateOnly day, Func<LeaseId> newId)
    {
        lock (_lock)
        {
            if (_leases.Find(l => l.Day == day && !l.IsRetired) is not { } lease)
            {
                lease = new AccountLease(newId(), day, principal);
                _leases.Add(lease);
            }

            return lease;
        }
    }

    /// <summary>
    /// Reserves what is available, up to this amount, for a call that waits for more: other calls must not take it
    /// meanwhile.
    /// </summary>
    public Usd ReserveUpTo(AccountLease lease, Usd upTo)
    {
        lock (_lock)
        {
            var held = lease.Available < upTo ? lease.Available : upTo;
            lease.Reserved += held;
            return held;
        }
    }

    /// <summary>Releases what was held for a call.</summary>
    public void Release(AccountLease lease, Usd held)
    {
        lock (_lock)
        {
            lease.Reserved -= held;
        }
    }

    /// <summary>
    /// Takes over an amount that all budgets have granted, and reserves what it was requested for at once, before
    /// another call can.
    /// </summary>
    /// <param name="before">What the task had used before this account; taken once.</param>
    /// <returns>What was reserved, at most <paramref name="upTo"/>.</returns>
    public Usd ApplyGrant(AccountLease lease, Usd amount, LeaseUsage before, Usd upTo)
    {
        lock (_lock)
        {
            (lease.Amount, lease.IsOpen) = (amount, true);

            // The budget reports this account's own use as well, once it has been sent there. Taken over a
            // second time, the calls of this attempt would count twice against the task's lifetime limits.
            if (!_priorUseKnown)
            {
                (_priorUse, _priorUseKnown) = (before, true);
            }

            return ReserveUpTo(lease, upTo);
        }
    }

    /// <summary>
    /// Begins the call with what was held for it and what is available: with the highest output cap that this pays for.
    /// </summary>
    /// <returns>Null when that is less than the call can use; nothing is held then.</returns>
    public MeteredCall? ReserveFromHeld(
        UsageMeter meter,
        AccountLease lease,
        Usd held,
        in CallEstimate estimate,
        DateTimeOffset now,
        LifetimeLimits? limits)
    {
        lock (_lock)
        {
            lease.Reserved -= held;
            ThrowIfClosed();
            ThrowIfLifetimeLimitReached(limits);
            var output = ReservationBound.MaxOutputTokensFor(estimate, lease.Available);
            return output < estimate.MinOutputTokens
                ? null
                : StartCall(meter, lease, estimate, output, ReservationBound.MaxCost(estimate, output), now);
        }
    }

    /// <summary>Raises the reservation of a call under way; false when the lease has not enough.</summary>
    public bool TryExtend(AccountLease lease, Usd more)
    {
        lock (_lock)
        {
            if (more > lease.Available)
            {
                return false;
            }

            lease.Reserved += more;
            return true;
        }
    }

    /// <summary>Ends a call: releases its reservation and books what it used.</summary>
    /// <param name="use">What it used; null when it never reached a provider and so has no row.</param>
    public void EndCall(MeteredCall call, AccountLease lease, Usd reserved, LeaseUsage? use)
    {
        lock (_lock)
        {
            _calls.Remove(call);
            lease.Reserved -= reserved;
            lease.CallsInFlight--;
            if (use is { } used)
            {
                _totals = new AccountTotals(_totals.Calls + 1, _totals.Usage + call.Usage, _totals.Cost + call.Cost);
                lease.Use = new LeaseUsage(lease.Use.Spent + used.Spent, lease.Use.Calls + used.Calls, lease.Use.Tokens + used.Tokens);
                _priorUse = _priorUse with { Calls = _priorUse.Calls + used.Calls, Tokens = _priorUse.Tokens + used.Tokens };

                // Under the same lock as the end of the call: a lease that looked drained in between would be
                // closed without this row.
                lease.PendingRows++;
            }

            lease.NotifyDrained();
        }
    }

    /// <summary>One of the lease's rows is on disk.</summary>
    public void OnRowWritten(AccountLease lease)
    {
        lock (_lock)
        {
            lease.PendingRows--;
            lease.NotifyDrained();
        }
    }

    /// <summary>Refuses calls from now on. The first time counts.</summary>
    public void Close(DateTimeOffset now)
    {
        lock (_lock)
        {
            _closedAt ??= now;
        }
    }

    /// <summary>True when it was closed by then and has neither leases nor calls.</summary>
    public bool CanEvict(DateTimeOffset by)
    {
        lock (_lock)
        {
            return _closedAt <= by && _leases.Count == 0 && _calls.Count == 0;
        }
    }

    /// <summary>Whether it refuses calls.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closedAt is not null;
            }
        }
    }

    /// <summary>Completes when the lease has no call under way and no row that is not on disk.</summary>
    public Task DrainedAsync(AccountLease lease)
    {
        lock (_lock)
        {
            return lease.DrainedAsync();
        }
    }

    /// <summary>Calls that have not ended.</summary>
    public IReadOnlyList<MeteredCall> CallsInFlight()
    {
        lock (_lock)
        {
            return [.. _calls];
        }
    }

    /// <summary>A snapshot of its leases.</summary>
    public IReadOnlyList<AccountLease> Leases()
    {
        lock (_lock)
        {
            return [.. _leases];
        }
    }

    /// <summary>
    /// What a lease has used, whether it is drained, and by how much calls that billed more than their reservation have
    /// overdrawn it.
    /// </summary>
    public (LeaseUsage Use, bool IsDrained, Usd Overdrawn) UsageOf(AccountLease lease)
    {
        lock (_lock)
        {
            var over = lease.Use.Spent + lease.Reserved - lease.Amount;
            return (lease.Use, lease.IsDrained, over > Usd.Zero ? over : Usd.Zero);
        }
    }

    /// <summary>
    /// Removes the lease, so that the next call opens another; false while a call is under way or waits for it to be
    /// raised.
    /// </summary>
    public bool TryRemove(AccountLease lease)
    {
        lock (_lock)
        {
            // Reserved without a call in flight is money held for a call that waits for the lease to grow.
            return lease.IsDrained && lease.Reserved == Usd.Zero && _leases.Remove(lease);
        }
    }

    /// <summary>Puts back a lease that could not be closed, for another try.</summary>
    public void Restore(AccountLease lease)
    {
        lock (_lock)
        {
            // Not for new calls: some budgets of the chain may have closed it, and what is spent now would not be
            // counted there.
            (lease.IsOpen, lease.IsRetired) = (false, true);
            _leases.Add(lease);
        }
    }

    /// <summary>Takes out of the lease what no call needs; returns what it keeps, null when nothing is idle.</summary>
    public (Usd Keeps, LeaseUsage Use)? ReleaseUnused(AccountLease lease)
    {
        lock (_lock)
        {
            if (lease.Available == Usd.Zero)
            {
                return null;
            }


            // Before the budgets are called: until they have answered, no call may reserve what they will
            // take back.
            lease.Amount -= lease.Available;
            return (lease.Amount, lease.Use);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => LeaseLock.Dispose();

    private MeteredCall StartCall(UsageMeter meter, AccountLease lease, in CallEstimate estimate, int output, Usd worst, DateTimeOffset now)
    {
        lease.Reserved += worst;
        lease.CallsInFlight++;
        _lastUsed = now;
        var call = new MeteredCall(meter, this, lease, estimate, output, worst, now);
        _calls.Add(call);
        return call;
    }

    private void ThrowIfClosed()
    {
        if (_closedAt is not null)
        {
            throw MeterProblems.Closed(principal).ToException();
        }
    }

    private void ThrowIfLifetimeLimitReached(LifetimeLimits? limits)
    {
        if (limits is not null && MeterProblems.LifetimeLimitReached(principal, limits, _priorUse) is { } problem)
        {
            throw problem.ToException();
        }
    }
}
