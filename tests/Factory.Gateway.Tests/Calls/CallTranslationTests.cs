using System.Text.Json;
using Factory.Contracts.Ledger;

namespace Factory.Gateway.Tests.Calls;

/// <summary>
/// A client of one api at a provider of another: through the gateway, metered by the provider's own numbers.
/// </summary>
public sealed class CallTranslationTests
{
    private static readonly ModelApi[] Ready = [
        ModelApi.OpenAIChat,
        ModelApi.OpenAIResponses,
        ModelApi.AnthropicMessages,
        ModelApi.GeminiGenerateContent
    ];

    public static TheoryData<ModelApi, ModelApi> Pairs
    {
        get
        {
            var pairs = new TheoryData<ModelApi, ModelApi>();
            foreach (var (client, provider) in Ready.SelectMany(c => Ready.Where(p => p != c).Select(p => (c, p))))
            {
                pairs.Add(client, provider);
            }

            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task TranslateResponse_EveryPair_IsTranslatedAndMetered(ModelApi client, ModelApi provider)
    {
        var (requested, served) = (ApiSample.All[client], ApiSample.All[provider]);
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(served.Reply), [provider]);

        using var response = await gateway.PostAsync(requested.Path, requested.Body);

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("hello");
        JsonDocument.Parse(text)
            .RootElement.TryGetProperty(
                client == ModelApi.OpenAIChat
                    ? "choices"
                    : client == ModelApi.AnthropicMessages
                    ? "content"
                    : client == ModelApi.GeminiGenerateContent
                    ? "candidates"
                    : "output",
                out _)
            .ShouldBeTrue(text);
        Check(gateway);
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task TranslateStream_EveryPair_IsTranslatedAndMetered(ModelApi client, ModelApi provider)
    {
        var (requested, served) = (ApiSample.All[client], ApiSample.All[provider]);
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(served.Stream), [provider]);

        using var response = await gateway.PostAsync(requested.StreamPath, requested.StreamBody);

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("hel");
        text.ShouldContain(client switch
        {
            ModelApi.OpenAIChat => "[DONE]",
            ModelApi.AnthropicMessages => "message_stop",
            ModelApi.OpenAIResponses => "response.completed",
            _ => "STOP",
        });
        Check(gateway);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TranslateRequest_ReasoningEffort_IsSentOnlyToModelsThatTakeIt(bool takesEffort)
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.JsonAsync(ProviderResponses.Chat), [ModelApi.OpenAIChat]);
        var connection = gateway.Endpoints.Connections[0];
        var model = connection.Provider.Models[0] with
        {
            Capabilities = takesEffort ? ["tools", ModelDefinition.ReasoningCapability] : ["tools"]
        };
        gateway.Endpoints.Connections = [connection with { Provider = connection.Provider with { Models = [model] } }];

        using var response = await gateway.PostAsync(
            "/v1/responses",
            """{"model":"lab/small","input":"hi","max_output_tokens":500,"reasoning":{"effort":"high"}}""");

        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        gateway.Upstream.Calls.ShouldHaveSingleItem().Json().TryGetProperty("reasoning_effort", out _).ShouldBe(takesEffort);
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task TranslateError_EveryPair_IsInTheClientsForm(ModelApi client, ModelApi provider)
    {
        await using var gateway = await GatewayHost.StartAsync(
            c => c.JsonAsync($$$"""{"error":{"message":"too odd for {{{FakeEndpoints.RealKey}}}","type":"invalid_request_error"}}""", 400),
            [provider]);

        using var response = await gateway.PostAsync(ApiSample.All[client].Path, ApiSample.All[client].Body);

        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(400);
        text.ShouldContain("too odd for [key]");
        ApiErrorCheck.ErrorOf(client, text).ShouldNotBeNull();
        gateway.Meter.Calls.ShouldHaveSingleItem().End.Outcome.ShouldBe(CallOutcome.Rejected);
    }

    private static void Check(GatewayHost gateway)
    {
        var call = gateway.Meter.Calls.ShouldHaveSingleItem();
        call.End.Outcome.ShouldBe(CallOutcome.Succeeded);
        call.End.Usage!.Value.Input.ShouldBe(100);
        call.End.Usage!.Value.Output.ShouldBe(7);
        gateway.Upstream.Calls.ShouldHaveSingleItem().Text.ShouldContain("500");
    }
}
