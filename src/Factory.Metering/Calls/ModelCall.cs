using System.Diagnostics;
using Factory.Contracts.Errors;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Metering;

namespace Factory.Metering.Calls;

/// <summary>
/// A call that was admitted: it holds a permit of its provider's limiter and a reservation of its budgets. It ends
/// once, by the first of <see cref="Complete"/>, <see cref="Reject"/>, <see cref="Fail"/> and <see cref="Void"/>; later
/// ends are ignored. Disposing one that has not ended settles it as interrupted. Made by
/// <see cref="ModelCallPipeline"/>; not thread-safe.
/// </summary>
public sealed class ModelCall : IDisposable
{
    private readonly ModelCallRequest _request;
    private readonly IMeteredCall _reservation;
    private readonly IProviderPermit _permit;
    private readonly ModelCallTelemetry _telemetry;
    private readonly Activity? _span;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly StreamBudgetCutoff _cutoff;
    private readonly Action<ModelRef, string, string> _onImpossibleUsage;
    private bool _hasEnded;

    internal ModelCall(
        in ModelCallRequest request,
        IMeteredCall reservation,
        IProviderPermit permit,
        ModelCallTelemetry telemetry,
        Action<ModelRef, string, string> onImpossibleUsage)
    {
        (_request, _reservation, _permit, _telemetry) = (request, reservation, permit, telemetry);
        _onImpossibleUsage = onImpossibleUsage;
        _cutoff = new StreamBudgetCutoff(reservation, request.Estimate, OutputCap);
        _span = telemetry.StartSpan(request);
    }

    /// <summary>Its id, also the ledger row's.</summary>
    public string Id => _reservation.Id;

    /// <summary>
    /// The output cap to send, in tokens: what the caller requested, or less where the money does not reach.
    /// </summary>
    public int MaxOutputTokens => _reservation.MaxOutputTokens;

    /// <summary>What it cost; zero before its end.</summary>
    public Usd Cost => _reservation.Cost;

    /// <summary>Its tokens, estimated where the provider reported none; zero before its end.</summary>
    public TokenUsage Usage => _reservation.Usage;

    private long OutputCap => (long)_reservation.MaxOutputTokens * _request.Estimate.Choices;

    /// <summary>
    /// Checks a response while it streams against what is reserved. Completes at once while the reservation lasts.
    /// </summary>
    /// <param name="usage">What arrived until now.</param>
    /// <returns>Null while the budgets cover it; else the reason why the response must be cut.</returns>
    public ValueTask<Problem?> CheckBudgetAsync(UsageAccumulator usage) => _cutoff.CheckAsync(usage);

    /// <summary>
    /// The provider responded, at least in part. Costs the reported usage; without a report, the reservation.
    /// </summary>
    /// <param name="end">How it ended.</param>
    /// <param name="usage">What arrived.</param>
    /// <param name="outcome">What it means for the provider; null to derive it from <paramref name="end"/>.</param>
    public void Complete(in CallEnd end, UsageAccumulator usage, ProviderOutcome? outcome = null)
    {
        if (!TryEnd())
        {
            return;
        }

        var (tokens, settled, reported, output) = (usage.Usage, end, usage.ReportedSoFar, usage.OutputEstimate);
        if (tokens is null && end.Outcome is CallOutcome.Succeeded or CallOutcome.UsageMissing)
        {
            (settled, reported) = (end with { Outcome = CallOutcome.UsageMissing }, null);
        }
        else if (tokens is null)
        {
            // Broken off before the final count: up to the whole output cap may have been generated.
            (tokens, output) = (usage.UpperBound(OutputCap), Math.Max(OutputCap, output));
        }
        else
        {
            reported = tokens;
        }

        var meaning = outcome
            ?? new ProviderOutcome(end.Outcome == CallOutcome.Interrupted ? ProviderOutcomeKind.Failed : ProviderOutcomeKind.Success);
        if (reported is { } claimed && _cutoff.Bound.ExplainExcess(claimed) is { } excess)
        {
            var bound = _cutoff.Bound;
            (tokens, reported, output) = (bound.Limit(tokens ?? claimed), bound.Limit(claimed), Math.Min(output, bound.Output));
            settled = settled with { Error = end.Error is null ? excess : $"{end.Error} {excess}" };
            meaning = meaning.Kind == ProviderOutcomeKind.Success ? meaning with { Kind = ProviderOutcomeKind.Failed } : meaning;
            _onImpossibleUsage(_request.Estimate.Model.Ref, Id, excess);
        }

        _reservation.Settle(new CallSettlement(settled.Outcome, reported, end.Status, end.FirstToken, settled.Error, output));
        _permit.Report(meaning with { Tokens = tokens?.Total() });
        EndSpan(settled, tokens, meaning.Kind);
    }

    /// <summary>The provider refused the call and generated nothing. Costs nothing; the ledger gets a row.</summary>
    /// <param name="status">The provider's HTTP status.</param>
    /// <param name="outcome">What it means for the provider. A failure with a status that blames the request counts as
    /// a success: the provider works.</param>
    /// <param name="elapsed">From the start of the call to the refusal; null when it was not measured.</param>
    /// <param name="error">What went wrong, one line without secrets.</param>
    public void Reject(int status, ProviderOutcome outcome, TimeSpan? elapsed, string error)
    {
        // A request that is the caller's mistake is not the provider's failure: it must not open the circuit breaker
        // for all other calls.
        // 408 is the one status below 500 that is the server's: it was too slow to read.
        var isCallersFault = outcome.Kind == ProviderOutcomeKind.Failed && status is >= 400 and < 500 and not 408;
        if (TryEnd())
        {
            var end = new CallEnd(CallOutcome.Rejected, status, elapsed, error);
            _reservation.Settle(new CallSettlement(end.Outcome, default(TokenUsage), end.Status, end.FirstToken, end.Error));
            _permit.Report(outcome with { Kind = isCallersFault ? ProviderOutcomeKind.Success : outcome.Kind, Tokens = 0 });
            EndSpan(end, null, outcome.Kind);
        }
    }

    /// <summary>
    /// No response came. What may have reached the provider costs its reservation, because it may have been generated
    /// and billed; what was never sent costs nothing and gets no ledger row.
    /// </summary>
    /// <param name="wasSent">Whether any of the request may have reached the provider.</param>
    /// <param name="outcome">Why: interrupted, or the client disconnected.</param>
    /// <param name="kind">What it means for the provider; null when it says nothing about it.</param>
    /// <param name="error">What went wrong, one line without secrets.</param>
    public void Fail(bool wasSent, CallOutcome outcome, ProviderOutcomeKind? kind, string error)
    {
        if (!TryEnd())
        {
            return;
        }

        if (wasSent)
        {
            _reservation.Settle(new CallSettlement(outcome, null, Error: error));
        }
        else
        {
            _reservation.Void();
        }

        if (kind is { } meaning && (wasSent || meaning == ProviderOutcomeKind.Failed))
        {
            // Tokens: null leaves the upper bound counted, because what was sent may have been generated.
            _permit.Report(new ProviderOutcome(meaning, Tokens: wasSent ? null : 0));
        }
        else if (!wasSent)
        {
            _permit.Void();
        }

        EndSpan(new CallEnd(outcome, null, null, error), null, kind);
    }

    /// <summary>The call is not sent after all: it costs nothing, counts against no limit and leaves no row.</summary>
    public void Void()
    {
        if (TryEnd())
        {
            _reservation.Void();
            _permit.Void();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (TryEnd())
        {
            // An exception that nobody expected ended the call: it is settled and seen like any other that broke off.
            var end = new CallEnd(CallOutcome.Interrupted, Error: "the call was disposed before it ended");
            _reservation.Settle(new CallSettlement(end.Outcome, null, Error: end.Error));
            EndSpan(end, null, meaning: null);
        }

        // The money first: the permit admits the next call, which may need what this one returns.
        _reservation.Dispose();
        _permit.Dispose();
        _span?.Dispose();
    }

    private bool TryEnd()
    {
        var isFirst = !_hasEnded;
        _hasEnded = true;
        return isFirst;
    }

    private void EndSpan(in CallEnd end, TokenUsage? tokens, ProviderOutcomeKind? meaning)
    {
        var isProvidersFault = meaning is not (null or ProviderOutcomeKind.Success);
        _telemetry.RecordCall(_request, end, tokens, _span, Stopwatch.GetElapsedTime(_started), isProvidersFault);
    }
}
