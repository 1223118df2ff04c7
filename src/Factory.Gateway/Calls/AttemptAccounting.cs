using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;
using Factory.Gateway.Errors;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Calls;

/// <summary>Reports how an attempt at a provider ended to the meter, the provider's limiter and telemetry.</summary>
internal sealed class AttemptAccounting(AdmittedCall admitted, CallTimeouts timeouts, CallSpan span)
{
    private bool _isReported;

    /// <summary>The reservation.</summary>
    public IMeteredCall Call => admitted.Call;

    /// <summary>What was reserved for.</summary>
    public CallEstimate Estimate => admitted.Estimate;

    /// <summary>Nothing was sent: the reservation and the permit are returned.</summary>
    public void Void()
    {
        Call.Void();
        admitted.Permit.Void();
    }

    /// <summary>The provider answered with success, though the response may have ended early.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="usage">What is known of its tokens.</param>
    /// <param name="status">The provider's HTTP status.</param>
    /// <param name="error">What went wrong; null when nothing did.</param>
    public void Settle(CallOutcome outcome, UsageAccumulator usage, int status, string? error = null)
    {
        var tokens = usage.Usage;
        if (tokens is null && outcome is not CallOutcome.UsageMissing)
        {
            // The provider bills what it generated, also where nobody read it, and the final count never came: the upper bound cannot be less.
            tokens = usage.UpperBound((long)Call.MaxOutputTokens * Estimate.Choices);
        }

        Call.Settle(new CallSettlement(outcome, tokens, status, timeouts.TimeToFirstByte, error, usage.ResponseBytes));
        var kind = outcome == CallOutcome.Interrupted ? ProviderOutcomeKind.Failed : ProviderOutcomeKind.Success;
        Report(new ProviderOutcome(kind, null, tokens?.Total()));
        span.Complete(status, tokens, error);
    }

    /// <summary>The provider answered with an error, which costs nothing.</summary>
    /// <param name="status">The provider's HTTP status.</param>
    /// <param name="kind">What it says about the provider.</param>
    /// <param name="retryAfter">How long the provider wants to be left alone; null when it does not say.</param>
    /// <param name="error">What went wrong.</param>
    public void SettleRejected(int status, ProviderOutcomeKind kind, TimeSpan? retryAfter, GatewayError error)
    {
        // A request that is the client's mistake says nothing about the provider's health: it must not open the circuit for everyone else.
        var isClientsMistake = kind == ProviderOutcomeKind.Failed && status is >= 400 and < 500 and not 408;
        Call.Settle(new CallSettlement(CallOutcome.Rejected, default(TokenUsage), status, timeouts.Elapsed, error.Message));
        Report(new ProviderOutcome(isClientsMistake ? ProviderOutcomeKind.Success : kind, retryAfter, 0));
        span.Complete(status, null, error.Code);
    }

    /// <summary>No response came.</summary>
    /// <param name="body">The request's body; null when it was not built.</param>
    /// <param name="outcome">How the call ended, if any of it was sent.</param>
    /// <param name="kind">What it says about the provider.</param>
    /// <param name="message">What went wrong.</param>
    public void SettleAborted(PatchedContent? body, CallOutcome outcome, ProviderOutcomeKind kind, string message)
    {
        // From the body's first byte on the provider may work, and bill. Before that it has seen nothing.
        var wasSent = body is { HasStarted: true };
        if (wasSent)
        {
            Call.Settle(new CallSettlement(outcome, null, null, null, message));
        }
        else
        {
            Call.Void();
        }

        if (wasSent || kind == ProviderOutcomeKind.Failed)
        {
            Report(new ProviderOutcome(kind, Tokens: wasSent ? null : 0));
        }
        else
        {
            admitted.Permit.Void();
        }

        span.Complete(null, null, message);
    }

    // A connection that breaks after the stream's terminating event is reported a second time. The answer was complete: only the first outcome counts.
    private void Report(ProviderOutcome outcome)
    {
        if (!_isReported)
        {
            _isReported = true;
            admitted.Permit.Report(outcome);
        }
    }
}
