using System.Net;
using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Failures that come with status 200: what was said, and not the status line, decides.</summary>
public sealed class CallForwarderErrorInSuccessTests
{
    private const string Overloaded = """{"error":{"message":"Overloaded","code":503}}""";
    private const string AnthropicOverloaded = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";

    private const string ResponsesFailed =
        """
        {"type":"response.failed","response":{"status":"failed","output":[],
        "error":{"code":"server_error","message":"Overloaded"}}}
        """;

    private static readonly ModelApi Chat = ModelApi.OpenAIChat;
    private static readonly ModelApi Messages = ModelApi.AnthropicMessages;
    private static readonly ModelApi Responses = ModelApi.OpenAIResponses;
    private static readonly ModelApi Gemini = ModelApi.GeminiGenerateContent;

    public static TheoryData<ModelApi, string> Streams => new()
    {
        { Chat, $"data: {Overloaded}\n\n" },
        { Chat, $"event: error\ndata: {{\"message\":\"Overloaded\"}}\n\n" },
        { Chat, ": keep-alive\n\n: keep-alive\n\n" },
        { Chat, "" },
        { Chat, "data: [DONE]\n\n" },
        { Chat, "data: {\"choices\":[]}\n\ndata: [DONE]\n\n" },
        { Chat, $"{ProviderResponses.ChatStream[0].Replace("hel", "", StringComparison.Ordinal)}data: {Overloaded}\n\n" },
        { Chat, $"data: {{\"choices\":[{{\"delta\":{{\"content\":\"\"}},\"finish_reason\":\"error\",{Overloaded[1..^1]}}}]}}\n\n" },
        { Messages, $"event: error\ndata: {AnthropicOverloaded}\n\n" },
        { Messages, $"event: ping\ndata: {{\"type\":\"ping\"}}\n\nevent: error\ndata: {AnthropicOverloaded}\n\n" },
        { Messages, $"{ProviderResponses.MessagesStream[0]}event: error\ndata: {AnthropicOverloaded}\n\n" },
        { Messages, $"data: {AnthropicOverloaded}\n\n" },
        { Messages, "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n" },
        { Responses, $"{ProviderResponses.ResponsesStream[0]}event: response.failed\ndata: {OneLine(ResponsesFailed)}\n\n" },
        { Responses, "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"Overloaded\"}\n\n" },
        { Gemini, "data: {\"error\":{\"code\":503,\"message\":\"Overloaded\",\"status\":\"UNAVAILABLE\"}}\n\n" },
        { Gemini, "data: {\"usageMetadata\":{}}\n\ndata: {\"error\":{\"code\":503,\"message\":\"Overloaded\"}}\n\n" },
    };

    public static TheoryData<ModelApi, string> Bodies => new()
    {
        { Chat, Overloaded },
        { Chat, """{"error":"Overloaded"}""" },
        { Chat, """{"choices":[]}""" },
        { Chat, """{"choices":null,"base_resp":{"status_code":1000,"status_msg":"Overloaded"}}""" },
        { Chat, """{"choices":[{"error":{"message":"Overloaded","code":502},"finish_reason":"error"}]}""" },
        { Chat, """{"code":500,"msg":"Overloaded","success":false}""" },
        { Chat, "{}" },
        { Messages, AnthropicOverloaded },
        { Messages, "{}" },
        { Responses, """{"status":"failed","output":[],"error":{"code":"server_error","message":"Overloaded"}}""" },
        { Responses, "{}" },
        { Gemini, """{"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}""" },
        { Gemini, """{"candidates":[]}""" },
    };

    [Theory, MemberData(nameof(Streams))]
    public async Task Run_StreamFailsBeforeItsAnswer_NextProviderAnswers(ModelApi api, string stream)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(stream));
        await using var other = await AddOtherAsync(gateway, c => c.StreamAsync(sample.Stream));

        using var response = await gateway.PostAsync(Tier(sample.StreamPath), Tier(sample.StreamBody));

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(sample.Stream));
        ShouldCostNothingAndCount(gateway, stream);
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task Run_WholeAnswerIsAFailure_NextProviderAnswers(ModelApi api, string body)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(body));
        await using var other = await AddOtherAsync(gateway, c => c.JsonAsync(sample.Reply));

        using var response = await gateway.PostAsync(Tier(sample.Path), Tier(sample.Body));

        (await response.Content.ReadAsStringAsync()).ShouldBe(sample.Reply);
        ShouldCostNothingAndCount(gateway, body);
    }

    [Theory, MemberData(nameof(Bodies))]
    public async Task Run_StreamIsAnsweredWithAFailureAsAWhole_NextProviderAnswers(ModelApi api, string body)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(body));
        await using var other = await AddOtherAsync(gateway, c => c.StreamAsync(sample.Stream));

        using var response = await gateway.PostAsync(Tier(sample.StreamPath), Tier(sample.StreamBody));

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(sample.Stream));
        ShouldCostNothingAndCount(gateway, body);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Rate limited","code":429}}""", HttpStatusCode.TooManyRequests)]
    [InlineData(Overloaded, HttpStatusCode.ServiceUnavailable)]
    [InlineData("""{"error":{"message":"odd","type":"something_new"}}""", HttpStatusCode.BadGateway)]
    [InlineData("""{"error":{"message":"wrong","type":"invalid_request_error"}}""", HttpStatusCode.BadRequest)]
    public async Task Run_NoOtherProvider_ClientGetsReasonAndStatus(string body, HttpStatusCode status)
    {
        foreach (var sample in ApiSample.All.Values)
        {
            await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(body), apis: [Chat]);

            using var response = await gateway.PostAsync(sample.Path, sample.Body);

            response.StatusCode.ShouldBe(status, sample.Api.ToString());
            (await response.Content.ReadAsStringAsync()).ShouldContain(body.Split('"')[5]);
        }
    }

    [Fact]
    public async Task Run_FailureThatReportsUsage_CostsWhatItReports()
    {
        const string Failed =
            """{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":7},"error":{"message":"filtered","code":502}}""";
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(Failed));

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[Chat].Body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage.ShouldBe(new TokenUsage(100, 7));
    }

    [Fact]
    public async Task Run_RequestsFaultWithStatus200_AsksNoOtherAndBlamesNone()
    {
        await using var gateway = await GatewayHost.StartAsync(
            c => c.StreamAsync("data: {\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}\n\n"));
        await using var other = await AddOtherAsync(gateway, c => c.StreamAsync(ProviderResponses.ChatStream));
        var sample = ApiSample.All[Chat];

        using var response = await gateway.PostAsync(sample.Path, Tier(sample.StreamBody));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"context_length_exceeded\"");
        other.Calls.ShouldBeEmpty();
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
    }

    [Fact]
    public async Task Run_ErrorAfterTheAnswerBegan_IsTheClientsAndCountsAgainstTheProvider()
    {
        var sample = ApiSample.All[Chat];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(sample.Stream[0], $"data: {Overloaded}\n\n"));
        await using var other = await AddOtherAsync(gateway, c => c.StreamAsync(sample.Stream));

        using var response = await gateway.PostAsync(sample.Path, Tier(sample.StreamBody));

        (await response.Content.ReadAsStringAsync()).ShouldBe(sample.Stream[0] + $"data: {Overloaded}\n\n");
        other.Calls.ShouldBeEmpty();
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Failed);
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(CallOutcome.Interrupted);
    }

    [Fact]
    public async Task Run_AnswerThatStaysEmpty_IsAnAnswer()
    {
        const string Empty = "data: {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(Empty));

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[Chat].StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldBe(Empty);
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
    }

    private static string OneLine(string json) => json.ReplaceLineEndings("");

    private static string Tier(string text) => text.Replace("lab/small", "factory/cheap", StringComparison.Ordinal);

    private static async Task<FakeUpstream> AddOtherAsync(GatewayHost gateway, Func<UpstreamRequest, Task> script)
    {
        var other = await FakeUpstream.StartAsync(script);
        gateway.Endpoints.Connections =
            [.. gateway.Endpoints.Connections, FakeEndpoints.Provider("other", other.Address, ModelTier.Cheap, ModelApis.Clients)];
        return other;
    }

    // As in the agent loop: an overload that the provider names throttles, any other failure counts for the breaker.
    private static void ShouldCostNothingAndCount(GatewayHost gateway, string sent)
    {
        var isOverload = sent.Contains("overloaded_error", StringComparison.Ordinal);
        var first = gateway.Meter.Calls.First();
        (first.End.Outcome, first.Cost).ShouldBe((CallOutcome.Rejected, Usd.Zero));
        gateway.Limiters.Reports.First().Outcome.Kind
            .ShouldBe(isOverload ? ProviderOutcomeKind.Throttled : ProviderOutcomeKind.Failed);
    }
}
