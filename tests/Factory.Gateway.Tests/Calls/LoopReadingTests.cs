using System.Text.Json;
using System.Text.Json.Nodes;
using Factory.Contracts.Errors;
using Factory.Domain.Metering;
using Microsoft.Extensions.AI;

namespace Factory.Gateway.Tests.Calls;

/// <summary>
/// What servers send that do it otherwise than their API's vendor, read by the built-in loop and by the gateway for a client
/// of another API: both understand the same (docs/adr/0033-one-set-of-rules-for-what-providers-send.md).
/// </summary>
public sealed class LoopReadingTests
{
    private const int OutputCap = 500;

    public static TheoryData<string, ModelApi> Replies => new()
    {
        { "call-without-id.sse", ModelApi.OpenAIChat },
        { "call-with-empty-id.sse", ModelApi.OpenAIChat },
        { "arguments-as-object.sse", ModelApi.OpenAIChat },
        { "two-calls-with-one-id.sse", ModelApi.OpenAIChat },
        { "message-instead-of-delta.sse", ModelApi.OpenAIChat },
        { "content-as-list.sse", ModelApi.OpenAIChat },
        { "name-in-second-piece.sse", ModelApi.OpenAIChat },
        { "name-in-two-pieces.sse", ModelApi.OpenAIChat },
        { "empty-name-first.sse", ModelApi.OpenAIChat },
        { "empty-type-in-second-piece.sse", ModelApi.OpenAIChat },
        { "choices-null.sse", ModelApi.OpenAIChat },
        { "unknown-finish-reason.sse", ModelApi.OpenAIChat },
        { "split-surrogate.sse", ModelApi.OpenAIChat },
        { "overlapping-blocks.sse", ModelApi.AnthropicMessages },
        { "input-at-start.sse", ModelApi.AnthropicMessages },
    };

    /// <summary>A status, a body, and whether it comes as the first event of a stream with status 200.</summary>
    public static TheoryData<int, string, string> Errors => new()
    {
        { 200, """{"error":{"message":"too long","code":"context_length_exceeded"}}""", ErrorCodes.ModelContextExceeded },
        { 200, """{"error":{"message":"Rate limit now","code":429},"retry_after":3600}""", ErrorCodes.ModelRateLimited },
        { 200, """{"error":{"message":"no","code":"insufficient_quota"}}""", ErrorCodes.ModelCreditExhausted },
        { 200, """{"error":{"message":"no","code":"invalid_api_key"}}""", ErrorCodes.ModelKeyRejected },
        { 200, """{"error":{"message":"no","code":"invalid_prompt"}}""", ErrorCodes.ModelFailed },
        { 200, """{"choices":[{"error":{"code":502,"message":"x"}}],"retry_after":3600}""", ErrorCodes.ModelUnavailable },
        { 400, """{"error":{"message":"prompt is too long: 9 tokens"}}""", ErrorCodes.ModelContextExceeded },
        { 400, """{"detail":"Range of input length should be [1, 8]"}""", ErrorCodes.ModelContextExceeded },
        { 400, """{"error":{"message":"Your credit balance is too low"}}""", ErrorCodes.ModelCreditExhausted },
        { 400, """{"error":{"message":"API key not valid. Please pass a valid API key."}}""", ErrorCodes.ModelKeyRejected },
        { 400, """{"detail":[{"msg":"why"}]}""", ErrorCodes.ModelFailed },
        { 401, """{"error":"why"}""", ErrorCodes.ModelKeyRejected },
        { 402, "", ErrorCodes.ModelCreditExhausted },
        { 403, """{"message":"why"}""", ErrorCodes.ModelKeyRejected },
        { 404, """{"error":{"message":"no such model"}}""", ErrorCodes.ModelFailed },
        { 409, """{"error":{"message":"x"},"retry_after":3600}""", ErrorCodes.ModelUnavailable },
        { 422, """{"detail":"why"}""", ErrorCodes.ModelFailed },
        { 425, """{"error":{"message":"x"},"retry_after":3600}""", ErrorCodes.ModelUnavailable },
        { 429, """{"error":{"details":[{"retryDelay":"3600s"}]}}""", ErrorCodes.ModelRateLimited },
        { 429, """{"error":{"code":"insufficient_quota"}}""", ErrorCodes.ModelCreditExhausted },
        { 498, """{"error":{"message":"x"},"retry_after":3600}""", ErrorCodes.ModelUnavailable },
        { 499, """{"error":{"message":"x"},"retry_after":3600}""", ErrorCodes.ModelUnavailable },
        { 529, """{"error":{"message":"x"},"retry_after":3600}""", ErrorCodes.ModelUnavailable },
    };

    [Theory, MemberData(nameof(Replies))]
    public async Task Read_ReportedReply_IsTheSameForTheLoopAndForAClient(string file, ModelApi upstream)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "ReportedReplies", file));
        text = text.Replace("\r", "", StringComparison.Ordinal);
        await using var gateway = await GatewayHost.StartAsync(r => r.StreamAsync(text), [upstream]);
        var (connection, model) = Connect(gateway, upstream);
        var client = ApiSample.All[upstream == ModelApi.OpenAIChat ? ModelApi.AnthropicMessages : ModelApi.OpenAIChat];

        await using var loop = LoopClient.Open(gateway, connection, model);
        var reply = await loop.Chat.GetResponseAsync([new(ChatRole.User, "hi")], new ChatOptions { MaxOutputTokens = OutputCap });
        using var response = await gateway.PostAsync(client.StreamPath, client.StreamBody);

        Describe(reply).ShouldBe(Describe(await response.Content.ReadAsStringAsync()));
    }

    [Theory, MemberData(nameof(Errors))]
    public async Task Read_Error_IsTheSameForTheLoopAndForAClient(int status, string body, string code)
    {
        await using var gateway = await GatewayHost.StartAsync(
            r => status == 200 ? r.StreamAsync($"data: {body}\n\n") : r.JsonAsync(body, status),
            [ModelApi.OpenAIChat]);
        var (connection, model) = Connect(gateway, ModelApi.OpenAIChat);
        var client = ApiSample.All[ModelApi.OpenAIChat];

        using (await gateway.PostAsync(client.StreamPath, client.StreamBody))
        {
            await using var loop = LoopClient.Open(gateway, connection, model);
            var failure = await Should.ThrowAsync<FactoryException>(() =>
                loop.Chat.GetResponseAsync([new(ChatRole.User, "hi")], new ChatOptions { MaxOutputTokens = OutputCap }));
            failure.Code.ShouldBe(code);
        }

        var reports = gateway.Limiters.Reports.ToArray();
        reports.Length.ShouldBe(2, "neither tries again");
        reports[1].ShouldBe(reports[0], "limited alike, with the same wait");
        var calls = gateway.Meter.Calls.ToArray();
        (calls[1].End.Outcome, calls[1].End.Usage).ShouldBe((calls[0].End.Outcome, calls[0].End.Usage), "settled alike");
    }

    private static (ProviderConnection Connection, ModelDefinition Model) Connect(GatewayHost gateway, ModelApi api)
    {
        var connection = FakeEndpoints.Provider("lab", gateway.Upstream.Address, ModelTier.Cheap, [api]);
        connection = connection with { Provider = connection.Provider with { Api = api } };
        var model = connection.Provider.Models[0];
        gateway.Endpoints.Connections = [connection];
        gateway.Keys.Spender = Principal.ForAttempt(LoopClient.RequestFor(model));
        return (connection, model);
    }

    private static string Describe(ChatResponse reply)
    {
        var calls = reply.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()
            .Select(call => $"{call.Name} {JsonSerializer.Serialize(call.Arguments)}");
        return string.Join('|', calls.Prepend(reply.Text));
    }

    /// <summary>The same of a stream in Anthropic's or OpenAI's form.</summary>
    private static string Describe(string stream)
    {
        var text = "";
        var calls = new SortedDictionary<int, (string Name, string Arguments)>();
        foreach (var line in stream.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
        {
            var e = JsonNode.Parse(line["data: ".Length..])!;
            var delta = e["delta"] ?? e["choices"]?.AsArray().FirstOrDefault()?["delta"];
            text += (string?)delta?["text"] ?? (string?)delta?["content"] ?? "";
            var piece = delta?["tool_calls"]?[0];
            if (piece is null && e["content_block"]?["name"] is null && delta?["partial_json"] is null)
            {
                continue;
            }

            var index = (int?)piece?["index"] ?? (int)e["index"]!;
            var (name, arguments) = calls.GetValueOrDefault(index, ("", ""));
            calls[index] = (
                name + ((string?)e["content_block"]?["name"] ?? (string?)piece?["function"]?["name"]),
                arguments + ((string?)delta?["partial_json"] ?? (string?)piece?["function"]?["arguments"]));
        }

        return string.Join('|', calls.Values.Select(c => $"{c.Name} {Compact(c.Arguments)}").Prepend(text));
    }

    private static string Compact(string json) => json.Length == 0 ? "{}" : JsonNode.Parse(json)!.ToJsonString();
}
