using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Metering.Budgets;
using Factory.Metering.Ledger;

namespace Factory.Metering;

/// <inheritdoc cref="IMeteredCall"/>
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

    public MeteredCall(UsageMeter meter, SpendAccount account, AccountLease lease, in CallEstimate estimate, int outputTokens, Usd reserved, DateTimeOffset now)
    {
        (_meter, _account, Lease, _estimate, _began) = (meter, account, lease, estimate, now);
        (Id, MaxOutputTokens, Reserved, _startTimestamp) = (meter.NewCallId(), outputTokens, reserved, meter.Timestamp());
    }

    public string Id { get; }

    public int MaxOutputTokens { get; }

    public Usd Reserved { get; private set; }

    public Usd Cost { get; private set; }

    public TokenUsage Usage { get; private set; }

    /// <summary>What pays for it.</summary>
    public AccountLease Lease { get; }

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

    /// <summary>Money that was granted for this call is its own; false when it has ended meanwhile.</summary>
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

    public void Settle(CallSettlement settlement)
    {
        LedgerRow row;
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            (Usage, Cost, var outcome) = SettlementCalculator.Compute(_estimate, MaxOutputTokens, _observedCost > Reserved ? _observedCost : Reserved, settlement);
            row = _meter.CreateRow(this, _account.Principal, _estimate, settlement, outcome, _began, _startTimestamp);
            var cash = _estimate.Billing == Billing.PayAsYouGo ? Cost : Usd.Zero;
            _account.EndCall(this, Lease, Reserved, new LeaseUsage(cash, 1, Usage.Total()));
        }

        _meter.Write(row, _account, Lease);
    }

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

    public void Dispose() => Settle(new CallSettlement(CallOutcome.Interrupted, null, Error: "the call was given up without an end"));
}
