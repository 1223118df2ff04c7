using System.Net;
using System.Text.Json.Nodes;

namespace Factory.Gateway.Tests.Calls;

/// <summary>Streams that were reported of other gateways, as a client of this one gets them.</summary>
public sealed class ReportedStreamTests
{
    /// <summary>Anthropic's clients read the input there, and some read it nowhere else.</summary>
    [Theory]
    [InlineData(ModelApi.OpenAIChat)]
    [InlineData(ModelApi.OpenAIResponses)]
    public async Task Run_ProviderThatCountsAtTheEnd_StartsAnthropicsStreamWithTheEstimate(ModelApi provider)
    {
        var (client, served) = (ApiSample.All[ModelApi.AnthropicMessages], ApiSample.All[provider]);
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(served.Stream), [provider]);

        using var counted = await gateway.PostAsync("/v1/messages/count_tokens", client.StreamBody);
        using var response = await gateway.PostAsync(client.StreamPath, client.StreamBody);

        var estimate = (int)JsonNode.Parse(await counted.Content.ReadAsStringAsync())!["input_tokens"]!;
        var events = (await response.Content.ReadAsStringAsync()).Split('\n')
            .Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .Select(line => JsonNode.Parse(line["data: ".Length..])!)
            .ToList();
        ((int)events[0]["message"]!["usage"]!["input_tokens"]!).ShouldBeInRange(estimate - 5, estimate + 5);
        var usage = events[^2]["usage"]!;
        ((int)usage["input_tokens"]! + (int)usage["cache_read_input_tokens"]!).ShouldBe(100);
    }

    [Theory]
    [InlineData("application/json", "where an event stream was requested")]
    [InlineData("text/plain", "where an event stream was requested")]
    public async Task Run_OtherMediaTypeForAStream_SaysWhatWasRequested(string mediaType, string expected)
    {
        var client = ApiSample.All[ModelApi.AnthropicMessages];
        await using var gateway = await GatewayHost.StartAsync(
            c =>
            {
                c.Context.Response.ContentType = mediaType;
                return c.SendAsync(ProviderResponses.Chat);
            },
            [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(client.StreamPath, client.StreamBody);

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"answered with {mediaType} {expected}");
    }

    [Fact]
    public async Task Run_OtherMediaTypeForAWhole_SaysWhatWasRequested()
    {
        await using var gateway = await GatewayHost.StartAsync(c => c.StreamAsync(ProviderResponses.ChatStream));

        using var response = await gateway.PostAsync("/v1/chat/completions", ApiSample.All[ModelApi.OpenAIChat].Body);

        (await response.Content.ReadAsStringAsync()).ShouldContain("answered with text/event-stream where JSON was requested");
    }

    [Fact]
    public async Task Run_NonsenseInAStream_Is502ForGooglesClients()
    {
        var client = ApiSample.All[ModelApi.GeminiGenerateContent];
        await using var gateway = await GatewayHost.StartAsync(
            c => c.StreamAsync(ProviderResponses.ChatStream[0], "data: not json\n\n"),
            [ModelApi.OpenAIChat]);

        using var response = await gateway.PostAsync(client.StreamPath, client.StreamBody);

        var text = await response.Content.ReadAsStringAsync();
        text.ShouldContain("\"code\":502");
        text.ShouldContain("\"status\":\"UNAVAILABLE\"");
    }
}
