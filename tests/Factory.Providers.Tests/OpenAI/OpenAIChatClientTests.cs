using System.Text.Json;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Sessions;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;
using static Factory.Providers.Tests.OpenAI.ModelApiServer;

namespace Factory.Providers.Tests.OpenAI;

public sealed class OpenAIChatClientTests : IDisposable
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Fact]
    public async Task GetStreamingResponse_Stream_HasTextUsageAndFinishReason()
    {
        await using var server = await StartAsync(Stream(
            Delta("""{"role":"assistant","content":"Fi"}"""),
            Delta("""{"content":"ve."}"""),
            Delta("{}", "stop"),
            Usage(100, 20, 60, 5)));
        var response = await Ask(server);
        response.Text.ShouldBe("Five.");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        UsageMapper.From(response.Usage).ShouldBe(new TokenUsage(100, 20, 60, 5));
        server.Keys.Single().ShouldBe($"Bearer {ProviderHarness.Key}");
        var request = server.Requests.Single();
        request.GetProperty("model").GetString().ShouldBe("m");
        request.GetProperty("stream").GetBoolean().ShouldBeTrue();
        request.GetProperty("stream_options").GetProperty("include_usage").GetBoolean().ShouldBeTrue();
        request.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user"]);
    }

    [Fact]
    public async Task GetStreamingResponse_ParallelToolCalls_AreAssembled()
    {
        await using var server = await StartAsync(Stream(
            Delta("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"write_file","arguments":""}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":"}}]}"""),
            Delta("""{"tool_calls":[{"index":1,"id":"b","type":"function","function":{"name":"list_files","arguments":"{}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"\"x.cs\"}"}}]}"""),
            Delta("{}", "tool_calls"),
            Usage(10, 10)));
        var response = await Ask(server);
        var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("a", "write_file"), ("b", "list_files")]);
        calls[0].Arguments!["path"]!.ToString().ShouldBe("x.cs");
        calls[1].Arguments!.ShouldBeEmpty();
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task GetStreamingResponse_CallsWithoutIndex_AreToldApartByTheirIds()
    {
        await using var server = await StartAsync(Stream(
            Delta("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"one","arguments":"{}"}}]}"""),
            Delta("""{"tool_calls":[{"index":0,"id":"b","type":"function","function":{"name":"two","arguments":"{}"}}]}"""),
            Delta("{}", "tool_calls")));
        (await Ask(server)).Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Select(c => c.Name).ShouldBe(["one", "two"]);
    }

    [Theory]
    [InlineData("{\\\"path\\\": oops")]
    [InlineData("[1,2]")]
    public async Task GetStreamingResponse_ArgumentsThatAreNotAnObject_AreAnErrorToReport(string arguments)
    {
        await using var server = await StartAsync(Stream(
            Delta($$$"""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"read_file","arguments":"{{{arguments}}}"}}]}"""),
            Delta("{}", "tool_calls"),
            Usage(1, 1)));
        var call = (await Ask(server)).Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        call.Exception.ShouldNotBeNull().Message.ShouldStartWith("The arguments of read_file are not a JSON object");
        call.Arguments.ShouldBeNull();
    }

    [Fact]
    public async Task GetStreamingResponse_Request_HasHistoryToolsAndLimits()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        var broken = new FunctionCallContent("c2", "read_file") { Exception = new FormatException("bad") };
        ChatMessage[] history =
        [
            .. Question,
            new(
                ChatRole.Assistant,
                [
                    new TextContent("Let me see."),
                    new FunctionCallContent("c1", "list_files", new Dictionary<string, object?> { ["path"] = "." }),
                    broken
                ]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", "a.cs"), new FunctionResultContent("c2", "Error: bad")]),
        ];
        var schema = JsonDocument.Parse("""{"type":"object","properties":{"path":{"type":"string"}}}""").RootElement;
        var tool = AIFunctionFactory.CreateDeclaration("list_files", "Lists files.", schema);
        await Ask(server, history, new ChatOptions { MaxOutputTokens = 77, Tools = [tool], Instructions = "First." });

        var request = server.Requests.Single();
        request.GetProperty("max_completion_tokens").GetInt32().ShouldBe(77);
        request.GetProperty("tools")[0].GetProperty("function")
            .GetProperty("parameters")
            .GetProperty("properties")
            .TryGetProperty("path", out _)
            .ShouldBeTrue();
        var messages = request.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "system", "user", "assistant", "tool", "tool"]);
        var calls = messages[3].GetProperty("tool_calls")
            .EnumerateArray()
            .Select(c => c.GetProperty("function").GetProperty("arguments").GetString())
            .ToList();
        calls.ShouldBe(["{\"path\":\".\"}", "{}"]);
        messages[4].GetProperty("tool_call_id").GetString().ShouldBe("c1");
        request.TryGetProperty("reasoning_effort", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task GetStreamingResponse_ModelWithoutReasoningBesideTools_DisablesIt()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        var tool = AIFunctionFactory.CreateDeclaration("t", "d", JsonDocument.Parse("""{"type":"object"}""").RootElement);
        await Ask(server, Question, new ChatOptions { Tools = [tool] }, ModelCapabilities.Tools, ModelCapabilities.ToolsWithoutReasoning);
        server.Requests.Single().GetProperty("reasoning_effort").GetString().ShouldBe("none");
    }

    [Fact]
    public async Task GetStreamingResponse_CallerCancels_ThrowsOperationCanceled()
    {
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(_ => release.Task);
        using var client = Open(server.BaseUrl);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            client.GetStreamingResponseAsync(Question, cancellationToken: cancel.Token).ToChatResponseAsync());
        release.SetResult();
    }

    [Fact]
    public async Task GetStreamingResponse_Quirks_ChangeTheRequest()
    {
        await using var server = await StartAsync(Stream(Delta("""{"content":"ok"}"""), Delta("{}", "stop")));
        await using var session = _lab.Open(
            ModelApi.OpenAIChat,
            server.BaseUrl,
            ProviderQuirks.LegacyMaxTokens,
            ProviderQuirks.NoStreamUsage);
        await session.Client.GetStreamingResponseAsync(Question, new ChatOptions { MaxOutputTokens = 77 }).ToChatResponseAsync();
        var request = server.Requests.Single();
        request.GetProperty("max_tokens").GetInt32().ShouldBe(77);
        request.TryGetProperty("max_completion_tokens", out _).ShouldBeFalse();
        request.TryGetProperty("stream_options", out _).ShouldBeFalse();
    }

    public void Dispose() => _lab.Dispose();

    private async Task<ChatResponse> Ask(
        ModelApiServer server,
        IEnumerable<ChatMessage>? messages = null,
        ChatOptions? options = null,
        params string[] capabilities)
    {
        using var client = Open(server.BaseUrl, capabilities);
        return await client.GetStreamingResponseAsync(messages ?? Question, options).ToChatResponseAsync();
    }

    private IChatClient Open(string baseUrl, string[]? capabilities = null)
    {
        var model = Given.Model(new ModelRef("lab", "m"), ModelTier.Cheap, 1, "f", capabilities ?? []);
        var provider = Given.Provider(models: model) with { BaseUrl = baseUrl, KeyVariable = "LAB_KEY" };
        return _lab.Clients().Create(provider, model);
    }
}
