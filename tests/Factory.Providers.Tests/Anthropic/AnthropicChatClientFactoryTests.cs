using System.Text.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Anthropic;

public sealed class AnthropicChatClientFactoryTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How many?")];

    private static readonly ChatOptions Tools = new()
    {
        MaxOutputTokens = 500,
        Tools =
        [
            AIFunctionFactory.CreateDeclaration("list_files", "Lists files.", JsonDocument.Parse("""{"type":"object"}""").RootElement),
            AIFunctionFactory.CreateDeclaration(
                "read_file",
                "Reads a file.",
                JsonDocument.Parse("""{"type":"object","properties":{"path":{"type":"string"}}}""").RootElement),
        ],
    };

    private readonly ProviderHarness _lab = new();

    [Fact]
    public async Task GetResponse_ReasoningInToolLoop_GoesBackWithItsSignature()
    {
        await using var server = await FakeModelServer.StartAsync(t => t.Number == 0
            ? ScriptedResponse.FromToolCalls(
                ScriptedToolCall.Of("read_file", new { path = "a.cs" }),
                ScriptedToolCall.Of("list_files", new { })) with
            { Thinking = "I must look first.", Text = "Let me see." }
            : ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.BaseUrl(ModelApi.AnthropicMessages));
        var history = new List<ChatMessage>(Question);
        var first = await session.Client.GetStreamingResponseAsync(history, Tools).ToChatResponseAsync();
        first.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        string.Concat(first.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Select(t => t.Text))
            .ShouldBe("I must look first.");
        var calls = first.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(c => c.Name).ShouldBe(["read_file", "list_files"]);
        history.AddRange(first.Messages);
        history.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(AIContent (c) => new FunctionResultContent(c.CallId, "nothing"))]));
        (await session.Client.GetStreamingResponseAsync(history, Tools).ToChatResponseAsync()).Text.ShouldBe("Five.");

        server.Keys.Keys.ShouldBe(["Bearer " + ProviderHarness.Key]);
        var body = server.Requests.Last().Body;
        body.GetProperty("max_tokens").GetInt32().ShouldBe(500);
        var answer = body.GetProperty("messages")[1].GetProperty("content").EnumerateArray().ToList();
        answer.Select(p => p.GetProperty("type").GetString()).ShouldBe(["thinking", "text", "tool_use", "tool_use"]);
        answer[0].GetProperty("thinking").GetString().ShouldBe("I must look first.");
        answer[0].GetProperty("signature").GetString().ShouldBe(FakeModelServer.Signature);
        answer[2].GetProperty("input").GetProperty("path").GetString().ShouldBe("a.cs");
    }

    [Fact]
    public async Task GetResponse_Loop_MarksToolsPromptAndLastTurnForTheCache()
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.BaseUrl(ModelApi.AnthropicMessages));
        var history = new List<ChatMessage>(Question);
        for (var turn = 0; turn < 5; turn++)
        {
            history.AddRange((await session.Client.GetStreamingResponseAsync(history, Tools).ToChatResponseAsync()).Messages);
            history.Add(new ChatMessage(ChatRole.User, "And now?"));
        }

        foreach (var body in server.Requests.Select(t => t.Body))
        {
            IsMarked(body.GetProperty("tools")[1]).ShouldBeTrue();
            IsMarked(body.GetProperty("system")[0]).ShouldBeTrue();
            IsMarked(body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").EnumerateArray().Last()).ShouldBeTrue();
            body.GetRawText().Split("\"cache_control\"").Length.ShouldBe(4, "three marks of the four that are allowed");
        }
    }

    [Fact]
    public async Task GetResponse_CachedInput_HasItsOwnPrice()
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.BaseUrl(ModelApi.AnthropicMessages));
        await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
        var first = session.Usage;
        first.CacheWrite.ShouldBeGreaterThan(0);
        first.CachedInput.ShouldBe(0);
        session.Cost.ShouldBe(Price(first));
        await session.Client.GetStreamingResponseAsync([.. Question, new(ChatRole.Assistant, "Five."), new(ChatRole.User, "Sure?")])
            .ToChatResponseAsync();
        session.Usage.CachedInput.ShouldBeGreaterThan(0);
        session.Usage.CacheWrite.ShouldBe(first.CacheWrite);
        session.Cost.ShouldBe(Price(session.Usage));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetResponse_FailedTool_IsMarkedAsAnErrorInEveryTurn(bool isLast)
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.BaseUrl(ModelApi.AnthropicMessages));
        List<ChatMessage> history =
        [
            .. Question,
            new(
                ChatRole.Assistant,
                [
                    new FunctionCallContent("t1", "read_file", new Dictionary<string, object?>()),
                    new FunctionCallContent("t2", "list_files", new Dictionary<string, object?>())
                ]),
            new(
                ChatRole.Tool,
                [
                    new FunctionResultContent("t2", "a.cs"),
                    new FunctionResultContent("t1", "There is no such file.") { Exception = new IOException("gone") }
                ]),
            .. isLast ? Array.Empty<ChatMessage>() : [new(ChatRole.Assistant, "Hm."), new(ChatRole.User, "And now?")],
        ];
        await session.Client.GetStreamingResponseAsync(history, Tools).ToChatResponseAsync();
        var results = server.Requests.Single().Body.GetProperty("messages")[2].GetProperty("content").EnumerateArray().ToList();
        results.Select(r => r.TryGetProperty("is_error", out var e) && e.GetBoolean()).ShouldBe([false, true]);
        results[1].GetRawText().ShouldContain("There is no such file.");
    }

    [Fact]
    public async Task GetResponse_EmptyAnswerInTheHistory_IsLeftOut()
    {
        await using var server = await FakeModelServer.StartAsync(_ => ScriptedResponse.FromText("Five."));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.BaseUrl(ModelApi.AnthropicMessages));
        await session.Client.GetStreamingResponseAsync([.. Question, new(ChatRole.Assistant, []), new(ChatRole.User, "Hello?")])
            .ToChatResponseAsync();
        server.Requests.Single()
            .Body.GetProperty("messages")
            .EnumerateArray()
            .Select(m => m.GetProperty("role").GetString())
            .ShouldBe(["user", "user"]);
    }

    public void Dispose() => _lab.Dispose();

    private static Usd Price(TokenUsage usage) => new(
        (((usage.Input - usage.CachedInput - usage.CacheWrite) * 1m)
            + (usage.CachedInput * 0.1m)
            + (usage.CacheWrite * 1.25m)
            + (usage.Output * 4m)) / 1_000_000);

    private static bool IsMarked(JsonElement part) =>
        part.TryGetProperty("cache_control", out var mark) && mark.GetProperty("type").GetString() == "ephemeral";
}
