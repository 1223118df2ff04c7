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
    private readonly Meter _meter;
    private readonly SpendAccount _purse;
    private readonly CallEstimate _intent;
    private readonly DateTimeOffset _began;
    private readonly long _stamp;
    private readonly Lock _lock = new();
    private Usd _seen;
    private bool _ended;

    public MeteredCall(Meter meter, SpendAccount purse, AccountLease lease, in CallEstimate intent, int outputTokens, Usd reserved, DateTimeOffset now)
    {
        (_meter, _purse, Lease, _intent, _began) = (meter, purse, lease, intent, now);
        (Id, OutputTokens, Reserved, _stamp) = (meter.NewCallId(), outputTokens, reserved, meter.Stamp());
    }

    public string Id { get; }

    public int OutputTokens { get; }

    public Usd Reserved { get; private set; }

    public Usd Cost { get; private set; }

    public TokenUsage Usage { get; private set; }

    /// <summary>What pays for it.</summary>
    public AccountLease Lease { get; }

    public ValueTask<Problem?> ExtendReservationAsync(Usd soFar)
    {
        if (_purse.IsClosed)
        {
            return new(MeterProblems.Closed(_purse.Spender));
        }

        lock (_lock)
        {
            if (_ended || _intent.Billing == Billing.Plan || soFar <= Reserved)
            {
                return new((Problem?)null);
            }

            _seen = soFar;
            var more = soFar - Reserved;
            if (_purse.TryCover(Lease, more))
            {
                Reserved = soFar;
                return new((Problem?)null);
            }
        }

        return new(_meter.ExtendReservationAsync(_purse, this, soFar));
    }

    /// <summary>Money that was granted for this call is its own; false when it has ended meanwhile.</summary>
    public bool TakeOver(Usd held)
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

    public void Settle(CallEnd end)
    {
        LedgerRow row;
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }

            _ended = true;
            (Usage, Cost, var outcome) = Settlement.Of(_intent, OutputTokens, _seen > Reserved ? _seen : Reserved, end);
            row = _meter.RowOf(this, _purse.Spender, _intent, end, outcome, _began, _stamp);
            var cash = _intent.Billing == Billing.Cash ? Cost : Usd.Zero;
            _purse.End(this, Lease, Reserved, new LeaseUse(cash, 1, Usage.Total()));
        }

        _meter.Write(row, _purse, Lease);
    }

    public void Void()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _purse.End(this, Lease, Reserved, null);
            }
        }
    }

    public void Dispose() => Settle(new CallEnd(CallOutcome.Broken, null, Error: "the call was given up without an end"));
}
