using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Metering.Calls;

namespace Factory.Providers.Sessions;

/// <summary>
/// The calls of one session: starts them in the <see cref="ModelCallPipeline"/> and sums up what they came to.
/// Thread-safe.
/// </summary>
internal sealed class SessionCalls(ProviderDefinition provider, ModelDefinition model, Principal principal, ModelCallPipeline pipeline)
{
    private readonly Lock _lock = new();
    private TokenUsage _usage;
    private Usd _cost;
    private long _calls;
    private long _failures;
    private string? _lastError;

    /// <summary>Tokens so far.</summary>
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

    /// <summary>Money so far.</summary>
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

    /// <summary>Starts a call: waits for a permit of the provider and reserves the upper bound.</summary>
    /// <exception cref="FactoryException">
    /// <c>model.rate_limited</c> or <c>model.unavailable</c>: the provider takes no call now, which can be tried again;
    /// <c>budget.exceeded</c>, <c>task.lifetime_limit</c> or <c>key.revoked</c>: the meter refused. Nothing went out in
    /// either case.
    /// </exception>
    public async ValueTask<ModelCall> StartAsync(RequestSize size, CancellationToken cancellationToken)
    {
        var estimate = CallEstimator.Estimate(model, provider.Api, size, provider.Billing);
        var admission = await pipeline.StartAsync(new ModelCallRequest(principal, estimate, model.Ref.Model), cancellationToken);
        if (admission.Call is { } call)
        {
            return call;
        }

        var rejection = admission.Rejection!;
        var failure = new FactoryException(
            rejection.Problem.Code,
            $"{model.Ref}: {rejection.Problem.Message}",
            rejection.Problem.Hint,
            retryable: true);
        if (rejection.RetryAfter is { } retryAfter)
        {
            RetryMetadata.SetRetryAfter(failure, retryAfter);
        }


        // Nothing was sent, so the call may be tried again like one that the provider itself refused.
        throw RetryMetadata.MarkNotBilled(failure);
    }

    /// <summary>Adds a call that has ended to the totals.</summary>
    /// <param name="call">The call.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void Record(ModelCall call, string? error)
    {
        lock (_lock)
        {
            _usage += call.Usage;
            _cost += call.Cost;
            _calls++;
            if (error is not null)
            {
                _failures++;
                _lastError = error;
            }
        }
    }

    /// <summary>Returns calls and failures since the last time, and starts counting again.</summary>
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
