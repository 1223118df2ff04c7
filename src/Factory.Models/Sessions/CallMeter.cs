using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Domain.Ids;
using Factory.Domain.Models;

namespace Factory.Models.Sessions;

/// <summary>One session's totals, and what each of its calls goes through.</summary>
internal sealed class CallMeter(ModelDefinition model, BudgetGate budgets, IIdSource ids)
{
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

    /// <summary>Sets the worst case aside.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>budget.exceeded</c>.</exception>
    public async Task<MeteredCall> BeginAsync(WorstCase worstCase) =>
        new(this, worstCase, await budgets.ReserveAsync(ids.New<CallId>().Value, worstCase.Cost));

    /// <summary>The price of these tokens.</summary>
    public Usd PriceOf(TokenUsage usage) => model.CostOf(usage);

    public void Count(TokenUsage usage, Usd cost, string? error)
    {
        lock (_lock)
        {
            _usage += usage;
            _cost += cost;
            _calls++;
            if (error is not null)
            {
                _failures++;
                _lastError = error;
            }
        }
    }

    /// <summary>Calls and failures since the last time this was asked.</summary>
    public (long Calls, long Failures, string? LastError) TakeCounts()
    {
        lock (_lock)
        {
            var counts = (_calls, _failures, _lastError);
            (_calls, _failures, _lastError) = (0, 0, null);
            return counts;
        }
    }
}
