using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Providers;

namespace Factory.Providers.Sessions;

/// <summary>One session's totals, and what each of its calls goes through.</summary>
internal sealed class SessionMeter(ProviderDefinition provider, ModelDefinition model, IMeter meter, Principal spender)
{
    /// <summary>An answer that the money cuts shorter than this helps no agent.</summary>
    private const int MinUsefulOutputTokens = 1_024;

    private readonly Lock _lock = new();
    private TokenUsage _usage;
    private Usd _cost;
    private long _calls;
    private long _failures;
    private string? _lastError;

    public TokenUsage Usage
    {
        get
        {
            lock (_lock)
            {
                return _usage;
            }
        }
    }

    public Usd Cost
    {
        get
        {
            lock (_lock)
            {
                return _cost;
            }
        }
    }

    /// <summary>Sets the upper bound aside.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>budget.exceeded</c> or <c>task.lifetime_limit</c>.</exception>
    public ValueTask<IMeteredCall> ReserveAsync(CallTokenBound worst, CancellationToken cancellationToken) => meter.ReserveAsync(
        spender,
        new CallEstimate(model, provider.Api, worst.InputTokens, worst.OutputTokens, Math.Min(MinUsefulOutputTokens, worst.OutputTokens), Billing: provider.Billing),
        cancellationToken);

    /// <summary>The call ended.</summary>
    public void EndCall(IMeteredCall call, CallSettlement end)
    {
        call.Settle(end);
        lock (_lock)
        {
            _usage += call.Usage;
            _cost += call.Cost;
            _calls++;
            if (end.Error is not null)
            {
                _failures++;
                _lastError = end.Error;
            }
        }
    }

    /// <summary>Calls and failures since the last time this was asked.</summary>
    public (long Calls, long Failures, string? LastError) DrainCounts()
    {
        lock (_lock)
        {
            var counts = (_calls, _failures, _lastError);
            (_calls, _failures, _lastError) = (0, 0, null);
            return counts;
        }
    }
}
