using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Providers.Telemetry;
using Factory.Providers.Tests.Sessions;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Telemetry;

public sealed class ModelCallTelemetryTests : IDisposable
{
    private readonly ModelRef _model = new("lab", "m-" + Guid.CreateVersion7().ToString("N"));
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = new();
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _meterListener;
    private readonly ModelCallTelemetry _telemetry = new();

    public ModelCallTelemetryTests()
    {
        _spanListener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == ModelsTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.DisplayName.EndsWith(_model.Model, StringComparison.Ordinal))
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_spanListener);
        _meterListener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ModelsTelemetry.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meterListener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measure(instrument, value, tags));
        _meterListener.Start();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_is_a_span_that_says_whose_it_is_and_nothing_of_what_was_said(bool streaming)
    {
        var chat = new ScriptedChatClient([new TextContent("a secret answer"), new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 3, CachedInputTokenCount = 4 })]);
        await AskAsync(Observe(chat, "attempt-1"), streaming);

        var span = _spans.ShouldHaveSingleItem();
        span.DisplayName.ShouldBe("chat " + _model.Model);
        span.Kind.ShouldBe(ActivityKind.Client);
        var tags = span.TagObjects.ToDictionary(t => t.Key, t => t.Value);
        tags["gen_ai.operation.name"].ShouldBe("chat");
        tags["gen_ai.provider.name"].ShouldBe("lab");
        tags["gen_ai.request.model"].ShouldBe(_model.Model);
        tags["gen_ai.usage.input_tokens"].ShouldBe(10);
        tags["gen_ai.usage.output_tokens"].ShouldBe(3);
        tags["gen_ai.usage.cache_read.input_tokens"].ShouldBe(4);
        tags["factory.task"].ShouldBe("task-1");
        tags["factory.attempt"].ShouldBe("attempt-1");
        tags["gen_ai.agent.name"].ShouldBe(Given.Assignment.Agent.Value);
        string.Join('\n', tags.Select(t => $"{t.Key}={t.Value}").Concat(span.Events.Select(e => e.Name))).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Attempts_share_instruments_that_outlive_them()
    {
        foreach (var attempt in new[] { "attempt-1", "attempt-2" })
        {
            using var chat = Observe(new ScriptedChatClient([new TextContent("x"), new UsageContent(new UsageDetails { InputTokenCount = 10, OutputTokenCount = 3 })]), attempt);
            await AskAsync(chat, streaming: true);
        }

        _spans.Select(s => s.GetTagItem("factory.attempt")).ShouldBe(["attempt-1", "attempt-2"]);
        _measured.Where(m => m.Instrument == "gen_ai.client.token.usage").Select(m => m.Value).Order().ShouldBe([3, 3, 10, 10]);
        _measured.Count(m => m.Instrument == "gen_ai.client.operation.duration").ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_fails_says_so()
    {
        var failure = new FactoryException(ErrorCodes.ModelRateLimited, "lab/m: the server answered 429");
        await Should.ThrowAsync<FactoryException>(() => AskAsync(Observe(new ScriptedChatClient([], failure), "attempt-1"), streaming: true));
        var span = _spans.ShouldHaveSingleItem();
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.StatusDescription.ShouldBe(failure.Message);
        _measured.ShouldContain(m => m.Instrument == "gen_ai.client.operation.duration" && m.Tags.Contains("error.type"));
    }

    [Fact]
    public async Task The_caller_s_options_reach_the_chat_as_they_are()
    {
        var chat = new ScriptedChatClient([new TextContent("x")]);
        var options = new ChatOptions { MaxOutputTokens = 5 };
        await Observe(chat, "attempt-1").GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "secret?")], options).ToChatResponseAsync();
        chat.Options.ShouldBeSameAs(options);
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        _spanListener.Dispose();
        _meterListener.Dispose();
    }

    private IChatClient Observe(IChatClient chat, string attempt) => _telemetry.Observe(
        chat,
        _model,
        new AttemptRequest(AttemptId.Parse(attempt), TaskId.Parse("task-1"), 1, Given.Spec(), Given.Assignment with { Model = _model }, [], null, []));

    private static async Task AskAsync(IChatClient chat, bool streaming)
    {
        ChatMessage[] question = [new(ChatRole.User, "a secret question")];
        if (streaming)
        {
            await chat.GetStreamingResponseAsync(question).ToChatResponseAsync();
        }
        else
        {
            await chat.GetResponseAsync(question);
        }
    }

    private void Measure(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
        if (text.Contains(_model.Model, StringComparison.Ordinal))
        {
            _measured.Enqueue((instrument.Name, value, text));
        }
    }
}
