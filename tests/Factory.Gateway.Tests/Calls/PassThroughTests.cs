using Factory.Contracts.Ledger;
using Factory.Contracts.Metering;

namespace Factory.Gateway.Tests.Calls;

/// <summary>The same protocol on both sides, in all four: bytes as they are, key and model exchanged, every token counted.</summary>
public sealed class PassThroughTests
{
    public static TheoryData<ModelApi> Protocols => ApiSample.Names;

    [Theory, MemberData(nameof(Protocols))]
    public async Task Whole_PassesUntouched_AndIsMetered(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(wire.Reply));

        using var response = await gateway.PostAsync(wire.Path, wire.Body);

        (await response.Content.ReadAsStringAsync()).ShouldBe(wire.Reply);
        Check(gateway, wire, wire.Body);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Stream_PassesUntouched_AndIsMetered(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(wire.Stream));

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(wire.Stream));
        Check(gateway, wire, wire.StreamBody);
    }

    [Theory, MemberData(nameof(Protocols))]
    public async Task Stream_CutAnywhere_PassesUntouched(ModelApi protocol)
    {
        var wire = ApiSample.All[protocol];
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync([.. string.Concat(wire.Stream).Chunk(7).Select(p => new string(p))]));

        using var response = await gateway.PostAsync(wire.StreamPath, wire.StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(wire.Stream));
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage!.Value.Total().ShouldBe(107);
    }

    [Fact]
    public async Task ChatStream_UsageNotAskedFor_IsAskedForAndTakenOut()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ProviderResponses.ChatStream));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"lab/small","messages":[],"stream":true}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(string.Concat(ProviderResponses.ChatStream.Where(p => p != ProviderResponses.ChatUsage)));
        gateway.Upstream.Calls.ShouldHaveSingleItem().Text.ShouldBe("""{"max_completion_tokens":8000,"stream_options":{"include_usage":true},"model":"small","messages":[],"stream":true}""");
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Usage!.Value.Total().ShouldBe(107);
    }

    [Fact]
    public async Task GeminiStream_AsList_IsOneJsonList()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ProviderResponses.GenerateStream));

        using var response = await gateway.PostAsync("/v1beta/models/lab%2Fsmall:streamGenerateContent", ApiSample.All[ModelApi.GeminiGenerateContent].Body);

        var list = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        list.GetArrayLength().ShouldBe(2);
        gateway.Upstream.Calls.ShouldHaveSingleItem().Target.ShouldBe("/v1beta/models/small:streamGenerateContent?alt=sse");
    }

    [Fact]
    public async Task Embeddings_PassAndAreMetered()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Embeddings));

        using var response = await gateway.PostAsync("/v1/embeddings", """{"model":"lab/small","input":["a","b"]}""");

        (await response.Content.ReadAsStringAsync()).ShouldBe(ProviderResponses.Embeddings);
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Intent.OutputTokens.ShouldBe(0);
        call.End.Usage.ShouldBe(new TokenUsage(100, 0));
    }

    [Fact]
    public async Task Events_ReachTheClientBeforeTheNextOneIsMade()
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

    private static void Check(GatewayHost gateway, ApiSample wire, string body)
    {
        var upstream = gateway.Upstream.Calls.ShouldHaveSingleItem();
        upstream.Text.ShouldBe(body.Replace("lab/small", "small", StringComparison.Ordinal));
        (upstream.Header("x-api-key") ?? upstream.Header("x-goog-api-key") ?? upstream.Header("authorization")).ShouldNotBeNull().ShouldEndWith(FakeEndpoints.RealKey);
        upstream.Header("authorization").ShouldNotBe("Bearer " + FakeKeys.Good);

        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.Intent.ModelApi.ShouldBe(wire.Api);
        call.Intent.InputTokens.ShouldBe(body.Length);
        call.Intent.OutputTokens.ShouldBe(500);
        call.End.Outcome.ShouldBe(CallOutcome.Succeeded);
        call.End.Status.ShouldBe(200);
        var usage = call.End.Usage!.Value;
        (usage.Input, usage.Output, usage.CachedInput).ShouldBe((100, 7, 40));
        usage.CacheWrite.ShouldBe(wire.Api == ModelApi.AnthropicMessages ? 10 : 0);
        gateway.Gates.Reports.ShouldHaveSingleItem().Answer.ShouldBe(new ProviderOutcome(ProviderOutcomeKind.Success, null, 107));
    }
}
