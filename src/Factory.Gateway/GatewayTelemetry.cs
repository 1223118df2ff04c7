using System.Diagnostics;
using System.Diagnostics.Metrics;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway;

/// <summary>The gateway's spans and metrics, with the names of OpenTelemetry's conventions for generative AI where there are any.</summary>
internal sealed class GatewayTelemetry : IDisposable
{
    /// <value>The name of its meter and of its activity source.</value>
    public const string Name = "Factory.Gateway";

    private static readonly ActivitySource Source = new(Name);

    // The bucket boundaries of OpenTelemetry's conventions for generative AI: the defaults are made for milliseconds.
    private static readonly InstrumentAdvice<double> DurationAdvice = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };
    private static readonly InstrumentAdvice<long> TokenAdvice = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] };

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _errors;
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokens;

    /// <summary>Creates the instruments.</summary>
    public GatewayTelemetry()
    {
        _errors = _meter.CreateCounter<long>("factory.gateway.errors", "{call}", "Calls that the gateway answered with an error of its own.");
        _duration = _meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "From sending a call to its end.", tags: null, advice: DurationAdvice);
        _tokens = _meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of calls.", tags: null, advice: TokenAdvice);
    }

    /// <summary>Counts a call that the gateway answered with an error of its own.</summary>
    public void RecordError(GatewayErrorKind kind)
    {
        if (_errors.Enabled)
        {
            _errors.Add(1, new KeyValuePair<string, object?>("error.type", kind.ToString()));
        }
    }

    /// <summary>Starts the span of an attempt, in the trace that the client names in <c>traceparent</c>.</summary>
    public CallSpan Start(CallRequest request, UpstreamCandidate candidate, IHeaderDictionary client) =>
        new(
            this,
            request,
            candidate,
            // Checked before the name is built, so that a call without a listener allocates nothing for it.
            Source.HasListeners()
                ? Source.StartActivity($"{request.Format.OperationName} {candidate.Model.Ref.Model}", ActivityKind.Client, ParentContext(client))
                : null);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void RecordCall(in TagList tags, double seconds, Contracts.Metering.TokenUsage? usage)
    {
        _duration.Record(seconds, tags);
        if (usage is { } tokens)
        {
            RecordTokens(tokens.Input, "input", tags);
            RecordTokens(tokens.Output, "output", tags);
        }
    }

    private static ActivityContext ParentContext(IHeaderDictionary client) =>
        ActivityContext.TryParse(client.TraceParent, client.TraceState, isRemote: true, out var parent) ? parent : Activity.Current?.Context ?? default;

    // TagList is a struct with room for eight tags: the copy gets its own, and a call allocates nothing here.
    private void RecordTokens(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        _tokens.Record(count, tags);
    }

    internal bool IsEnabled => _duration.Enabled || _tokens.Enabled;
}
