using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Factory.Contracts.Ledger;
using Factory.Contracts.Models;
using Factory.Domain.Limits;
using Factory.Domain.Models;
using Factory.Metering.Calls;

namespace Factory.Metering.Tests.Calls;

public sealed class ModelCallTelemetryTests : IAsyncDisposable
{
    // Listeners are process-wide: a model of its own keeps calls of other tests apart.
    private readonly ModelDefinition _model = ModelCallLab.Model with
    {
        Ref = new ModelRef("lab", "m-" + Guid.CreateVersion7().ToString("N"))
    };
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _meterListener;
    private readonly ConcurrentDictionary<string, (double First, double Last)> _bounds = new();
    private readonly ModelCallLab _lab;

    public ModelCallTelemetryTests()
    {
        _spanListener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ModelCallTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.DisplayName.EndsWith(_model.Ref.Model, StringComparison.Ordinal))
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_spanListener);
        _meterListener = new MeterListener { InstrumentPublished = Publish };
        _meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.Start();
        _lab = new ModelCallLab();
    }

    [Fact]
    public async Task Complete_Span_HasTheModelTheTokensAndThePrincipal()
    {
        await CompleteAsync();

        var span = _spans.ShouldHaveSingleItem();
        span.DisplayName.ShouldBe("chat " + _model.Ref.Model);
        (span.Kind, span.Status).ShouldBe((ActivityKind.Client, ActivityStatusCode.Ok));
        var tags = span.TagObjects.ToDictionary(t => t.Key, t => t.Value);
        tags.ShouldBe(new Dictionary<string, object?>
        {
            ["gen_ai.operation.name"] = "chat",
            ["gen_ai.provider.name"] = "lab",
            ["gen_ai.request.model"] = "alias",
            ["gen_ai.response.model"] = _model.Ref.Model,
            ["factory.model_api"] = ModelApis.ToName(ModelApi.OpenAIChat),
            ["gen_ai.usage.input_tokens"] = 10L,
            ["gen_ai.usage.output_tokens"] = 3L,
            ["gen_ai.usage.cache_read.input_tokens"] = 4L,
            ["http.response.status_code"] = 200,
            ["gen_ai.agent.name"] = "agent-rex",
            ["factory.task"] = "task-1",
            ["factory.task.kind"] = "build",
            ["factory.attempt"] = "attempt-1",
        }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("embeddings")]
    [InlineData("count_tokens")]
    public async Task Complete_OtherOperation_NamesTheSpanAndItsTag(string operation)
    {
        var admission = await _lab.Pipeline.StartAsync(ModelCallLab.Request(_model) with { Operation = operation }, default);
        using (var call = admission.Call.ShouldNotBeNull())
        {
            call.Complete(new CallEnd(CallOutcome.Succeeded, 200), new UsageAccumulator());
        }

        var span = _spans.ShouldHaveSingleItem();
        span.DisplayName.ShouldBe($"{operation} {_model.Ref.Model}");
        span.GetTagItem("gen_ai.operation.name").ShouldBe(operation);
        _measured.ShouldContain(m =>
            m.Instrument == "gen_ai.client.operation.duration" && m.Tags.Contains($"gen_ai.operation.name={operation}"));
    }

    [Fact]
    public async Task Complete_Metrics_HaveOneDurationAndTheTokensWithoutIds()
    {
        await CompleteAsync();

        _measured.Where(m => m.Instrument == "gen_ai.client.token.usage").Select(m => m.Value).Order().ShouldBe([3, 10]);
        _measured.Count(m => m.Instrument == "gen_ai.client.operation.duration").ShouldBe(1);
        _measured.ShouldAllBe(m => !m.Tags.Contains("attempt") && !m.Tags.Contains("error.type"));
    }

    [Theory]
    [InlineData(429, CallOutcome.Rejected, "429")]
    [InlineData(200, CallOutcome.Interrupted, "connection")]
    [InlineData(200, CallOutcome.BudgetExceeded, "budget_exceeded")]
    [InlineData(null, CallOutcome.ClientDisconnected, "cancelled")]
    public async Task End_WithAnError_IsAnErrorOfItsType(int? status, CallOutcome outcome, string type)
    {
        using (var call = await _lab.StartAsync(_model))
        {
            if (outcome == CallOutcome.Rejected)
            {
                call.Reject(status!.Value, new ProviderOutcome(ProviderOutcomeKind.Throttled), null, "what went wrong");
            }
            else
            {
                call.Complete(new CallEnd(outcome, status, Error: "what went wrong"), new UsageAccumulator());
            }
        }

        var span = _spans.ShouldHaveSingleItem();
        (span.Status, span.StatusDescription, span.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Error, type, type));
        _measured.ShouldContain(m => m.Instrument == "gen_ai.client.operation.duration" && m.Tags.Contains($"error.type={type}"));
    }

    /// <summary>What an unexpected exception ends must not vanish: it costs money.</summary>
    [Fact]
    public async Task Dispose_CallThatHasNotEnded_IsAnErrorThatBlamesNoProvider()
    {
        (await _lab.StartAsync(_model)).Dispose();

        var span = _spans.ShouldHaveSingleItem();
        (span.Status, span.GetTagItem("error.type")).ShouldBe((ActivityStatusCode.Error, "_OTHER"));
        _measured.ShouldContain(m => m.Instrument == "gen_ai.client.operation.duration" && m.Tags.Contains("error.type=_OTHER"));
    }

    [Theory]
    [InlineData(ProviderOutcomeKind.Success, "_OTHER")]
    [InlineData(ProviderOutcomeKind.Failed, "connection")]
    public async Task Complete_Interrupted_NamesTheConnectionOnlyWhereTheProviderFailed(ProviderOutcomeKind meaning, string type)
    {
        using (var call = await _lab.StartAsync(_model))
        {
            call.Complete(new CallEnd(CallOutcome.Interrupted, Error: "cut"), new UsageAccumulator(), new ProviderOutcome(meaning));
        }

        _spans.ShouldHaveSingleItem().GetTagItem("error.type").ShouldBe(type);
    }

    /// <summary>
    /// Without advice a reader takes bounds made for milliseconds, and all calls fall into one of them.
    /// </summary>
    [Fact]
    public void Histograms_Always_HaveTheBoundsOfTheConventions()
    {
        _bounds["gen_ai.client.operation.duration"].ShouldBe((0.01, 81.92));
        _bounds["gen_ai.client.token.usage"].ShouldBe((1, 67_108_864));
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _spanListener.Dispose();
        _meterListener.Dispose();
    }

    private async Task CompleteAsync()
    {
        var usage = new UsageAccumulator();
        usage.AddUsage(new ReportedUsage(10, 3, 4, null, null), isFinal: true);
        using var call = await _lab.StartAsync(_model);
        call.Complete(new CallEnd(CallOutcome.Succeeded, 200), usage);
    }

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name != ModelCallTelemetry.SourceName || instrument.IsObservable)
        {
            return;
        }

        listener.EnableMeasurementEvents(instrument);
        _bounds[instrument.Name] = instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } seconds } => (seconds[0], seconds[^1]),
            Histogram<long> { Advice.HistogramBucketBoundaries: { } numbers } => (numbers[0], numbers[^1]),
            _ => default,
        };
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
        if (text.Contains(_model.Ref.Model, StringComparison.Ordinal))
        {
            _measured.Enqueue((instrument.Name, value, text));
        }
    }
}
