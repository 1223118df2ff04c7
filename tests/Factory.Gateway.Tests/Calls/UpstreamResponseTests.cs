using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>
/// The same api on both sides, in all four: bytes as they are, key and model exchanged, every token counted.
/// </summary>
public sealed class UpstreamResponseTests
{
    public static TheoryData<ModelApi> Apis => ApiSample.Names;

    [Theory, MemberData(nameof(Apis))]
    public async Task Forward_SameApi_PassesUnchangedAndIsMetered(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(sample.Reply));

        using var response = await gateway.PostAsync(sample.Path, sample.Body);

        (await response.Content.ReadAsStringAsync()).ShouldBe(sample.Reply);
        Check(gateway, sample, sample.Body);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task ForwardStream_SameApi_PassesUnchangedAndIsMetered(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(sample.Stream));

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(sample.Stream));
        Check(gateway, sample, sample.StreamBody);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task ForwardStream_ReadsSplitAnywhere_PassesUnchanged(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.StreamAsync([.. string.Concat(sample.Stream).Chunk(7).Select(p => new string(p))]));

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(sample.Stream));
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage!.Value.Total().ShouldBe(107);
    }

    [Fact]
    public async Task ForwardStream_UsageNotRequested_IsRequestedAndRemoved()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ProviderResponses.ChatStream));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"lab/small","messages":[],"stream":true}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(ProviderResponses.ChatStream.Where(p =>
            p != ProviderResponses.ChatUsage)));
        gateway.Upstream.Calls.ShouldHaveSingleItem()
            .Text.ShouldBe(
                """{"max_completion_tokens":8000,"stream_options":{"include_usage":true},"model":"small","messages":[],"stream":true}""");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage!.Value.Total().ShouldBe(107);
    }

    [Fact]
    public async Task ForwardStream_GeminiWithoutSse_IsOneJsonArray()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ProviderResponses.GenerateStream));

        using var response = await gateway.PostAsync(
            "/v1beta/models/lab%2Fsmall:streamGenerateContent",
            ApiSample.All[ModelApi.GeminiGenerateContent].Body);

        var list = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        list.GetArrayLength().ShouldBe(2);
        gateway.Upstream.Calls.ShouldHaveSingleItem().Target.ShouldBe("/v1beta/models/small:streamGenerateContent?alt=sse");
    }

    [Theory]
    [InlineData("1e30")]
    [InlineData("999999999999")]
    public async Task Forward_UsageThatNoCallCanHave_BooksTheReservationAtMost(string count)
    {
        await using var gateway = await GatewayHost.StartAsync(c =>
            c.JsonAsync(ProviderResponses.Chat.Replace(
                "\"prompt_tokens\":100",
                "\"prompt_tokens\":" + count,
                StringComparison.Ordinal)));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"lab/small","messages":[],"max_tokens":50}""");

        (await response.Content.ReadAsStringAsync()).ShouldContain(count, Case.Sensitive, "the client sees what the provider said");
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.End.Usage!.Value.Input.ShouldBe(call.Estimate.InputTokens);
        call.End.Error.ShouldNotBeNull().ShouldContain("at most");
    }

    [Fact]
    public async Task Forward_Embeddings_AreMetered()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Embeddings));

        using var response = await gateway.PostAsync(
            "/v1/embeddings",
            $$"""{"model":"lab/small","input":["{{new string('a', 100)}}","b"]}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(ProviderResponses.Embeddings);
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Estimate.OutputTokens.ShouldBe(0);
        call.End.Usage.ShouldBe(new TokenUsage(100, 0));
    }

    [Fact]
    public async Task ForwardStream_EachEvent_ReachesTheClientBeforeTheNextIsSent()
    {
        var first = new TaskCompletionSource();
        await using var gateway = await GatewayHost.StartAsync(async c =>
        {
            await c.StreamAsync(ProviderResponses.MessageStart);
            await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await c.StreamAsync([.. ProviderResponses.MessagesStream.Skip(1)]);
        });

        using var response = await gateway.PostAsync("/v1/messages", ApiSample.All[ModelApi.AnthropicMessages].StreamBody, headOnly: true);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        (await reader.ReadLineAsync()).ShouldBe("event: message_start");
        first.SetResult();
        (await reader.ReadToEndAsync()).ShouldEndWith(ProviderResponses.MessagesStream[^1]);
    }

    [Fact]
    public async Task Forward_CompressedResponse_Is502()
    {
        // The gateway requests no compression, and cannot meter what it cannot read.
        await using var gateway = await GatewayHost.StartAsync(c =>
        {
            c.Context.Response.Headers.ContentEncoding = "br";
            return c.JsonAsync(ProviderResponses.Chat);
        });

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body);

        ((int)response.StatusCode).ShouldBe(502);
        (await response.Content.ReadAsStringAsync()).ShouldContain("a compressed body");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(CallOutcome.Interrupted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forward_ResponseTooLong_Is502(bool isAnnounced)
    {
        var text = ProviderResponses.Chat.Replace("hello", new string('x', 5_000), StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(
            c =>
            {
                c.Context.Response.ContentType = "application/json";
                c.Context.Response.ContentLength = isAnnounced ? text.Length : null;
                return c.SendAsync(text);
            },
            configure: o => o.MaxResponseBytes = 4_096);

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body);

        ((int)response.StatusCode).ShouldBe(502);
        (await response.Content.ReadAsStringAsync()).ShouldContain("longer than the gateway accepts");
    }

    [Theory]
    [InlineData(ModelApi.OpenAIChat, 200)]
    [InlineData(ModelApi.AnthropicMessages, 502)]
    public async Task Forward_ServerThatCannotStream_PassesUnlessItMustBeTranslated(ModelApi client, int status)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat), [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(ApiSample.All[client].StreamPath, ApiSample.All[client].StreamBody);

        ((int)response.StatusCode).ShouldBe(status, await response.Content.ReadAsStringAsync());
    }

    private static void Check(GatewayHost gateway, ApiSample sample, string body)
    {
        var upstream = gateway.Upstream.Calls.ShouldHaveSingleItem();
        upstream.Text.ShouldBe(body.Replace("lab/small", "small", StringComparison.Ordinal));
        (upstream.Header("x-api-key") ?? upstream.Header("x-goog-api-key") ?? upstream.Header("authorization")).ShouldNotBeNull()
            .ShouldEndWith(FakeEndpoints.RealKey);
        upstream.Header("authorization").ShouldNotBe("Bearer " + FakeKeys.Good);

        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Estimate.ModelApi.ShouldBe(sample.Api);
        call.Estimate.InputTokens.ShouldBe(body.Length);
        call.Estimate.OutputTokens.ShouldBe(500);
        call.End.Outcome.ShouldBe(CallOutcome.Succeeded);
        call.End.Status.ShouldBe(200);
        var usage = call.End.Usage!.Value;
        (usage.Input, usage.Output, usage.CachedInput).ShouldBe((100, 7, 40));
        usage.CacheWrite.ShouldBe(sample.Api == ModelApi.AnthropicMessages ? 10 : 0);
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Success, null, 107));
    }
}
