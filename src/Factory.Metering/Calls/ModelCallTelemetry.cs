using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;

namespace Factory.Metering.Calls;

/// <summary>
/// Spans and metrics of model calls, under the names of OpenTelemetry's conventions for generative AI. Never what was
/// asked or answered. Costs nothing without a listener.
/// </summary>
public sealed class ModelCallTelemetry : IDisposable
{
    /// <value>
    /// The name of the <see cref="ActivitySource"/> and of the <see cref="System.Diagnostics.Metrics.Meter"/>.
    /// </value>
    public const string SourceName = "Factory.Metering";

    private static readonly ActivitySource Source = new(SourceName);

    // The bounds that OpenTelemetry's conventions for generative AI prescribe. The default bounds are made for
    // milliseconds: all calls would fall into one.
    private static readonly InstrumentAdvice<double> DurationAdvice = new()
    {
        HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<long> TokenAdvice = new()
    {
        HistogramBucketBoundaries = [
            1,
            4,
            16,
            64,
            256,
            1_024,
            4_096,
            16_384,
            65_536,
            262_144,
            1_048_576,
            4_194_304,
            16_777_216,
            67_108_864
        ],
    };

    private readonly System.Diagnostics.Metrics.Meter _meter = new(SourceName);
    private readonly Histogram<double> _duration;
    private readonly Histogram<long> _tokens;

    /// <summary>Creates the instruments.</summary>
    public ModelCallTelemetry()
    {
        _duration = _meter.CreateHistogram(
            "gen_ai.client.operation.duration",
            "s",
            "From the admission of a call to its end.",
            tags: null,
            DurationAdvice);
        _tokens = _meter.CreateHistogram("gen_ai.client.token.usage", "{token}", "Tokens of calls.", tags: null, TokenAdvice);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal Activity? StartSpan(in ModelCallRequest request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var parent = request.Parent == default ? Activity.Current?.Context ?? default : request.Parent;
        return Source.StartActivity($"{request.Operation} {request.Estimate.Model.Ref.Model}", ActivityKind.Client, parent);
    }

    internal void RecordCall(
        in ModelCallRequest request,
        in CallEnd end,
        TokenUsage? tokens,
        Activity? span,
        TimeSpan duration,
        bool isProvidersFault)
    {
        if (span is null && !_duration.Enabled && !_tokens.Enabled)
        {
            return;
        }

        var errorType = end.Error is null ? null : ErrorTypeOf(end, isProvidersFault);
        var tags = TagsOf(request, errorType);
        _duration.Record(duration.TotalSeconds, tags);
        if (tokens is { } used)
        {
            RecordTokens(used.Input, "input", tags);
            RecordTokens(used.Output, "output", tags);
        }

        if (span is not null)
        {
            CompleteSpan(span, request, end, tokens, tags, errorType);
        }
    }

    private static TagList TagsOf(in ModelCallRequest request, string? errorType)
    {
        // At most eight with the token type: a TagList holds so many without an allocation.
        var tags = new TagList
        {
            { "gen_ai.operation.name", request.Operation },
            { "gen_ai.provider.name", request.Estimate.Model.Ref.Provider },
            { "gen_ai.request.model", request.RequestedModel },
            { "gen_ai.response.model", request.Estimate.Model.Ref.Model },
            { "factory.model_api", ModelApis.ToName(request.Estimate.ModelApi) },
        };
        if (errorType is not null)
        {
            tags.Add("error.type", errorType);
        }

        return tags;
    }

    // "_OTHER" is what OpenTelemetry's conventions have for failures that no name fits: here those of the request, of a
    // translation or of the factory, which must not look like a provider's.
    private static string ErrorTypeOf(in CallEnd end, bool isProvidersFault) =>
        end.Status is >= 400 and var status ? status.ToString(CultureInfo.InvariantCulture) : end.Outcome switch
        {
            CallOutcome.BudgetExceeded => "budget_exceeded",
            CallOutcome.ClientDisconnected => "cancelled",
            _ => isProvidersFault ? "connection" : "_OTHER",
        };

    /// <summary>
    /// Whose call it was goes on the span only: as labels of metrics, ids would make a series of each attempt.
    /// </summary>
    private static void CompleteSpan(
        Activity span,
        in ModelCallRequest request,
        in CallEnd end,
        TokenUsage? tokens,
        in TagList tags,
        string? errorType)
    {
        foreach (var (name, value) in tags)
        {
            span.SetTag(name, value);
        }

        var principal = request.Principal;
        span.SetTag("gen_ai.usage.input_tokens", tokens?.Input);
        span.SetTag("gen_ai.usage.output_tokens", tokens?.Output);
        span.SetTag("gen_ai.usage.cache_read.input_tokens", tokens?.CachedInput);
        span.SetTag("http.response.status_code", end.Status);
        span.SetTag("gen_ai.agent.name", principal.Agent?.Value);
        span.SetTag("factory.task", principal.Task?.Value);
        span.SetTag("factory.task.kind", principal.TaskKind);
        span.SetTag("factory.run", principal.Run?.Value);
        span.SetTag("factory.attempt", principal.Attempt?.Value);
        span.SetTag("factory.key", principal.Key);
        // The code and not the message: a provider's text can repeat what was asked, or a key.
        span.SetStatus(errorType is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, errorType);
    }

    // The list is a copy, which holds its tags itself: a call makes no garbage here.
    private void RecordTokens(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        _tokens.Record(count, tags);
    }
}
