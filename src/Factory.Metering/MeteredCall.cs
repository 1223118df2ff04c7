using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.Metering.Ledger;

namespace Factory.Metering;

/// <inheritdoc cref="IMeteredCall"/>
/// <remarks>
/// Thread-safe: a call is settled by its client, and by the meter when its account is closed; the first one counts.
/// </remarks>
internal sealed class MeteredCall : IMeteredCall
{
    private readonly UsageMeter _meter;
    private readonly SpendAccount _account;
    private readonly CallEstimate _estimate;
    private readonly DateTimeOffset _began;
    private readonly long _startTimestamp;
    private readonly Lock _lock = new();
    private Usd _observedCost;
    private bool _ended;

    /// <summary>A call whose reservation the account has just taken.</summary>
    public MeteredCall(
        UsageMeter meter,
        SpendAccount account,
        AccountLease lease,
        in CallEstimate estimate,
        int outputTokens,
        Usd reserved,
        DateTimeOffset now)
    {
        (_meter, _account, Lease, _estimate, _began) = (meter, account, lease, estimate, now);
        (Id, MaxOutputTokens, Reserved, _startTimestamp) = (meter.NewCallId(), outputTokens, reserved, meter.Timestamp());
    }

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public int MaxOutputTokens { get; }

    /// <inheritdoc/>
    public Usd Reserved { get; private set; }

    /// <inheritdoc/>
    public Usd Cost { get; private set; }

    /// <inheritdoc/>
    public TokenUsage Usage { get; private set; }

    /// <summary>The lease that pays for it. It stays the lease of the day on which the call began.</summary>
    public AccountLease Lease { get; }

    /// <inheritdoc/>
    public ValueTask<Problem?> ExtendReservationAsync(Usd soFar)
    {
        if (_account.IsClosed)
        {
            return new(MeterProblems.Closed(_account.Principal));
        }

        lock (_lock)
        {
            if (_ended || _estimate.Billing == Billing.Subscription || soFar <= Reserved)
            {
                return new((Problem?)null);
            }


            // Kept even where the budgets refuse: what has been generated is billed, covered or not, and a
            // settlement without usage must charge it.
            _observedCost = soFar;
            var more = soFar - Reserved;
            if (_account.TryExtend(Lease, more))
            {
                Reserved = soFar;
                return new((Problem?)null);
            }
        }

        return new(_meter.ExtendReservationAsync(_account, this, soFar));
    }

    /// <summary>
    /// Adds money that was granted for this call to its reservation; false when it has ended meanwhile, and the money
    /// must go back.
    /// </summary>
    public bool AddReservation(Usd held)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return false;
            }

            Reserved += held;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Settle(CallSettlement settlement)
    {
        LedgerRow row;
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            // The row and the account change under one lock: a drained account must not miss the row of its last call.
            _ended = true;
            (Usage,
                Cost,
                var outcome) = SettlementCalculator.Compute(
                    _estimate,
                    MaxOutputTokens,
                    _observedCost > Reserved ? _observedCost : Reserved,
                    settlement);
            row = _meter.CreateRow(this, _account.Principal, _estimate, settlement, outcome, _began, _startTimestamp);
            var cash = _estimate.Billing == Billing.PayAsYouGo ? Cost : Usd.Zero;
            _account.EndCall(this, Lease, Reserved, new LeaseUsage(cash, 1, Usage.Total()));
        }

        _meter.Write(row, _account, Lease);
    }

    /// <inheritdoc/>
    public void Void()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _account.EndCall(this, Lease, Reserved, null);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Settle(new CallSettlement(CallOutcome.Interrupted, null, Error: "the call was disposed before it ended"));
}
