using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Factory.Metering.Calls;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Spans and metrics of calls, with the names of OpenTelemetry's conventions for generative AI.</summary>
public sealed class CallForwarderTelemetryTests
{
    public static TheoryData<string, string, string, string> Operations => new()
    {
        { "/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body, ProviderResponses.Chat, "chat" },
        { "/v1/embeddings", """{"model":"lab/small","input":["a"]}""", ProviderResponses.Embeddings, "embeddings" },
        { "/v1/messages/count_tokens", """{"model":"lab/small","messages":[]}""", """{"input_tokens":12}""", "count_tokens" },
        { "/v1beta/models/lab/small:countTokens", """{"contents":[]}""", """{"totalTokens":12}""", "count_tokens" },
    };

    [Fact]
    public async Task Run_ClientNamesATrace_SpanBelongsToIt()
    {
        var span = await SpanOfAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body, ProviderResponses.Chat);

        span.ParentSpanId.ToString().ShouldBe("00f067aa0ba902b7");
        span.GetTagItem("gen_ai.response.model").ShouldBe("small");
        span.GetTagItem("gen_ai.provider.name").ShouldBe("lab");
        span.GetTagItem("gen_ai.usage.input_tokens").ShouldBe(100L);
        span.Status.ShouldBe(ActivityStatusCode.Ok);
    }

    [Theory, MemberData(nameof(Operations))]
    public async Task Run_EachOperation_SpanIsNamedByIt(string path, string body, string reply, string operation)
    {
        var span = await SpanOfAsync(path, body, reply);

        span.DisplayName.ShouldBe($"{operation} small");
        span.GetTagItem("gen_ai.operation.name").ShouldBe(operation);
    }

    [Fact]
    public async Task Run_ProviderFails_SpanHasTheStatusAsErrorType()
    {
        var span = await SpanOfAsync(
            "/v1/chat/completions",
            ApiSample.All[ModelApi.OpenAIChat].Body,
            """{"error":{"message":"no"}}""",
            status: 503);

        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem("error.type").ShouldBe("503");
        span.GetTagItem("http.response.status_code").ShouldBe(503);
    }

    [Fact]
    public async Task Run_WithAMetricsListener_RecordsTokensByType()
    {
        var model = $"m{Guid.CreateVersion7():N}";
        var tokens = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "gen_ai.client.token.usage" && instrument.Meter.Name == ModelCallTelemetry.SourceName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            // Other tests run at the same time: only this test's calls name this model.
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value as string ?? "");
            if (all["gen_ai.request.model"].EndsWith(model, StringComparison.Ordinal))
            {
                tokens[all["gen_ai.token.type"]] = count;
            }
        });
        listener.Start();
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat));
        var connection = gateway.Endpoints.Connections[0];
        var named = connection.Provider.Models[0] with { Ref = new ModelRef("lab", model) };
        gateway.Endpoints.Connections = [connection with { Provider = connection.Provider with { Models = [named] } }];

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"lab/{{model}}","messages":[]}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await gateway.DisposeAsync();
        tokens.ShouldBe(new Dictionary<string, long> { ["input"] = 100, ["output"] = 7 }, ignoreOrder: true);
    }

    private static async Task<Activity> SpanOfAsync(string path, string body, string reply, int status = 200)
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ModelCallTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(reply, status));
        gateway.Client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");

        using var response = await gateway.PostAsync(path, body);

        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());

        // The span ends after the client has its answer; a stopped host has no call under way.
        await gateway.DisposeAsync();
        return spans.Where(span => span.TraceId == trace).ShouldHaveSingleItem();
    }
}
