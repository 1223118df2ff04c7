using System.Net;
using Factory.Contracts.Errors;

namespace Factory.Gateway.Tests.Calls;

/// <summary>What an answer that cannot be translated, and an overflow, mean for the provider and for the client.</summary>
public sealed class CallForwarderBlameTests
{
    private const string Overflow =
        """
        {"error":{"message":"This model's maximum context length is 8 tokens.","type":"BadRequestError","code":400}}
        """;

    // Content that no client's API has. Clients of the provider's own API get it as it is.
    private const string Untranslatable =
        """
        {"choices":[{"message":{"role":"assistant","content":[{"type":"hologram","data":"x"}]},"finish_reason":"stop"}]}
        """;

    public static TheoryData<ModelApi> Apis => ApiSample.Names;

    [Fact]
    public async Task Run_AnswersThatCannotBeTranslated_AsksOneOtherAndBlamesNone()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(Untranslatable), apis: [ModelApi.OpenAIChat]);
        await using var second = await FakeUpstream.StartAsync(c => c.JsonAsync(Untranslatable));
        await using var third = await FakeUpstream.StartAsync(c => c.JsonAsync(Untranslatable));
        gateway.Endpoints.Connections =
        [
            .. gateway.Endpoints.Connections,
            FakeEndpoints.Provider("second", second.Address, ModelTier.Cheap, [ModelApi.OpenAIChat]),
            FakeEndpoints.Provider("third", third.Address, ModelTier.Cheap, [ModelApi.OpenAIChat]),
        ];
        var body = ApiSample.All[ModelApi.AnthropicMessages].Body.Replace("lab/small", "factory/cheap", StringComparison.Ordinal);

        using var response = await gateway.PostAsync("/v1/messages", body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway, await response.Content.ReadAsStringAsync());
        (second.Calls.Count, third.Calls.Count).ShouldBe((1, 0), "each answer is billed");
        gateway.Limiters.Reports.Select(r => r.Outcome.Kind).ShouldAllBe(kind => kind == ProviderOutcomeKind.Success);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Run_OverflowWithAnErrorStatus_KeepsItsName(ModelApi api)
    {
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(Overflow, 400), apis: [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(sample.Path, sample.Body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Headers.GetValues("x-should-retry").ShouldBe(["false"]);
        ShouldNameOverflow(api, await response.Content.ReadAsStringAsync());
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
    }

    [Theory, MemberData(nameof(Apis))]
    public async Task Run_OverflowInAStreamThatBegan_KeepsItsName(ModelApi api)
    {
        const string Error = """{"error":{"message":"Your input exceeds the limit.","code":"context_length_exceeded"}}""";
        var sample = ApiSample.All[api];
        await using var gateway = await GatewayHost.StartAsync(
            c => c.StreamAsync(ProviderResponses.ChatStream[0], $"data: {Error}\n\n"),
            apis: [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ShouldNameOverflow(api, await response.Content.ReadAsStringAsync());
        gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.Kind.ShouldBe(ProviderOutcomeKind.Success);
    }

    [Theory]
    [InlineData("content_filter")]
    [InlineData("invalid_prompt")]
    [InlineData("new_code\",\"type\":\"invalid_request_error")]
    public async Task Run_RefusedRequestInAStream_IsNoReasonForCodexToRetry(string code)
    {
        var sample = ApiSample.All[ModelApi.OpenAIResponses];
        await using var gateway = await GatewayHost.StartAsync(
            c => c.StreamAsync(ProviderResponses.ChatStream[0], $"data: {{\"error\":{{\"message\":\"no\",\"code\":\"{code}\"}}}}\n\n"),
            apis: [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(sample.StreamPath, sample.StreamBody);

        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"invalid_prompt\"");
    }

    [Fact]
    public async Task Run_OpenAIsOwnCode_ReachesResponsesClients()
    {
        var sample = ApiSample.All[ModelApi.OpenAIResponses];
        const string Error = """{"error":{"message":"no","type":"invalid_request_error","code":"unsupported_value"}}""";
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(Error, 400), apis: [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(sample.Path, sample.Body);

        (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"unsupported_value\"");
    }

    [Fact]
    public async Task Run_WaitInGooglesBody_ReachesClientAndLimiter()
    {
        const string Error =
            """{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"12s"}]}}""";
        foreach (var sample in ApiSample.All.Values)
        {
            await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(Error, 429), apis: [ModelApi.GeminiGenerateContent]);

            using var response = await gateway.PostAsync(sample.Path, sample.Body);

            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(12), sample.Api.ToString());
            gateway.Limiters.Reports.ShouldHaveSingleItem().Outcome.RetryAfter.ShouldBe(TimeSpan.FromSeconds(12));
        }
    }

    private static void ShouldNameOverflow(ModelApi api, string text) => text.ShouldContain(api switch
    {
        ModelApi.AnthropicMessages => "\"type\":\"invalid_request_error\",\"message\":\"prompt is too long",
        ModelApi.GeminiGenerateContent => "exceeds the maximum number of tokens allowed",
        _ => "context_length_exceeded",
    });
}
