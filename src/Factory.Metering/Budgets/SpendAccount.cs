using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>One principal's spend account in the silo's memory. Setting aside and settling take its lock and nothing else.</summary>
internal sealed class SpendAccount(Principal spender) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<AccountLease> _leases = [];
    private readonly HashSet<MeteredCall> _calls = [];
    private DateTimeOffset _lastUsed;
    private DateTimeOffset? _closedAt;
    private LeaseUsage _priorUse;
    private bool _priorUseKnown;

    public Principal Principal => spender;

    /// <summary>One at a time opens, grows or closes this spend account's leases.</summary>
    public SemaphoreSlim LeaseGate { get; } = new(1);

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

    /// <summary>Sets the call's upper bound aside when the day's lease covers all of it.</summary>
    /// <returns>Null when a lease must be opened or grow first.</returns>
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
            var worst = ReservationBound.MaxCost(estimate, estimate.OutputTokens);
            return worst <= lease.Available ? StartCall(meter, lease, estimate, estimate.OutputTokens, worst, now) : null;
        }
    }

    /// <summary>The lease of a day that calls may use; a new one, still to be opened, when there is none.</summary>
    public AccountLease GetOrAddLease(DateOnly day, Func<string> newId)
    {
        lock (_lock)
        {
            if (_leases.Find(l => l.Day == day && !l.IsRetired) is not { } lease)
            {
                lease = new AccountLease(newId(), day, spender);
                _leases.Add(lease);
            }

            return lease;
        }
    }

    /// <summary>Sets as much as there is, up to this, aside for a call that waits for more.</summary>
    public Usd ReserveUpTo(AccountLease lease, Usd upTo)
    {
        lock (_lock)
        {
            var held = lease.Available < upTo ? lease.Available : upTo;
            lease.Reserved += held;
            return held;
        }
    }

    /// <summary>Gives back what was held.</summary>
    public void Release(AccountLease lease, Usd held)
    {
        lock (_lock)
        {
            lease.Reserved -= held;
        }
    }

    /// <summary>All budgets have granted the lease this amount. What it was asked for is reserved at once, before another call can take it.</summary>
    /// <param name="before">What the task had used before this spend account; counts once.</param>
    /// <returns>What was reserved, at most <paramref name="upTo"/>.</returns>
    public Usd ApplyGrant(AccountLease lease, Usd amount, LeaseUsage before, Usd upTo)
    {
        lock (_lock)
        {
            (lease.Amount, lease.IsOpen) = (amount, true);
            if (!_priorUseKnown)
            {
                (_priorUse, _priorUseKnown) = (before, true);
            }

            return ReserveUpTo(lease, upTo);
        }
    }

    /// <summary>Begins the call with what was held for it and what is free: with the longest answer that this pays for.</summary>
    /// <returns>Null when that is less than the call can use; then nothing is held any more.</returns>
    public MeteredCall? ReserveFromHeld(UsageMeter meter, AccountLease lease, Usd held, in CallEstimate estimate, DateTimeOffset now, LifetimeLimits? limits)
    {
        lock (_lock)
        {
            lease.Reserved -= held;
            ThrowIfClosed();
            ThrowIfLifetimeLimitReached(limits);
            var output = ReservationBound.MaxOutputTokensFor(estimate, lease.Available);
            return output < estimate.MinOutputTokens ? null : StartCall(meter, lease, estimate, output, ReservationBound.MaxCost(estimate, output), now);
        }
    }

    /// <summary>Sets more aside for a call under way, when the lease has it.</summary>
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

    /// <summary>A call ended: its reservation goes, its cost stays.</summary>
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
                lease.Use = new LeaseUsage(lease.Use.Spent + used.Spent, lease.Use.Calls + used.Calls, lease.Use.Tokens + used.Tokens);
                _priorUse = _priorUse with { Calls = _priorUse.Calls + used.Calls, Tokens = _priorUse.Tokens + used.Tokens };
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

    /// <summary>No call begins any more.</summary>
    public void Close(DateTimeOffset now)
    {
        lock (_lock)
        {
            _closedAt ??= now;
        }
    }

    /// <summary>True when it was closed by then and nothing of it is left.</summary>
    public bool CanEvict(DateTimeOffset by)
    {
        lock (_lock)
        {
            return _closedAt <= by && _leases.Count == 0 && _calls.Count == 0;
        }
    }

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

    public IReadOnlyList<AccountLease> Leases()
    {
        lock (_lock)
        {
            return [.. _leases];
        }
    }

    /// <summary>What a lease has used, whether it is at rest, and by how much calls that billed more than was asked of them have overdrawn it.</summary>
    public (LeaseUsage Use, bool IsDrained, Usd Overdrawn) UsageOf(AccountLease lease)
    {
        lock (_lock)
        {
            var over = lease.Use.Spent + lease.Reserved - lease.Amount;
            return (lease.Use, lease.IsDrained, over > Usd.Zero ? over : Usd.Zero);
        }
    }

    /// <summary>Takes the lease out, so that calls open another; false when one is under way.</summary>
    public bool TryRemove(AccountLease lease)
    {
        lock (_lock)
        {
            return lease.IsDrained && lease.Reserved == Usd.Zero && _leases.Remove(lease);
        }
    }

    /// <summary>Puts a lease back that could not be closed.</summary>
    public void Restore(AccountLease lease)
    {
        lock (_lock)
        {
            // Not for new calls: a budget may have closed it already.
            (lease.IsOpen, lease.IsRetired) = (false, true);
            _leases.Add(lease);
        }
    }

    /// <summary>Gives up what no call needs; returns what the lease keeps, null when nothing is idle.</summary>
    public (Usd Keeps, LeaseUsage Use)? ReleaseUnused(AccountLease lease)
    {
        lock (_lock)
        {
            if (lease.Available == Usd.Zero)
            {
                return null;
            }

            lease.Amount -= lease.Available;
            return (lease.Amount, lease.Use);
        }
    }

    public void Dispose() => LeaseGate.Dispose();

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
            throw MeterProblems.Closed(spender).ToException();
        }
    }

    private void ThrowIfLifetimeLimitReached(LifetimeLimits? limits)
    {
        if (limits is not null && MeterProblems.LifetimeLimitReached(spender, limits, _priorUse) is { } problem)
        {
            throw problem.ToException();
        }
    }
}
