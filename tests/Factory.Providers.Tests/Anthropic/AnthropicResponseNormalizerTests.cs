using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Anthropic;

/// <summary>What servers that copy Anthropic's messages write differently.</summary>
public sealed class AnthropicResponseNormalizerTests : IDisposable
{
    private const string Start =
        """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}""";
    private const string Text = """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""";
    private const string Close = """{"type":"content_block_stop","index":0}""";
    private const string End = """{"type":"message_stop"}""";

    private static readonly string[] Answer = [Open("""{"type":"text","text":""}"""), Text, Close];
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    [Theory]
    [InlineData("""{"type":"tool_use","id":"t1","name":"list_files","input":{"a":1}}""", null, "t1 list_files 1")]
    [InlineData("""{"type":"tool_use","id":"t1","name":"list_files","input":{"a":1}}""", """{\"a\":1}""", "t1 list_files 1")]
    [InlineData("""{"type":"tool_use","id":"t1","name":"list_files","input":{}}""", """{\"a\":1}""", "t1 list_files 1")]
    [InlineData("""{"type":"tool_use","id":"t1","name":"list_files","input":null}""", """{\"a\":1}""", "t1 list_files 1")]
    [InlineData("""{"type":"tool_use","id":"t1","name":"list_files","input":"{\"a\":1}"}""", null, "t1 list_files 1")]
    [InlineData("""{"type":"tool_use","id":"t1","name":"","input":{"a":1}}""", null, "t1 unnamed_tool 1")]
    public async Task Normalize_ToolInput_IsReadWhereverItStands(string block, string? json, string call)
    {
        string[] delta = json is null
            ? []
            : [$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{{{json}}}"}}"""];
        var response = await AskAsync([Start, Open(block), .. delta, Close, Stops("tool_use"), End]);
        string.Join(", ", Calls(response).Select(c => $"{c.CallId} {c.Name} {c.Arguments!["a"]}")).ShouldBe(call);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [InlineData("{}", """ "" """)]
    [InlineData("{}", null)]
    [InlineData("null", null)]
    [InlineData("{}", """ "null" """)]
    [InlineData("{}", """ "{}" """)]
    [InlineData("{}", "null")]
    public async Task Normalize_CallWithoutArguments_IsValid(string input, string? piece)
    {
        string[] delta = piece is null
            ? []
            : [$$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":{{{piece}}}}}"""];
        var call = Calls(await AskAsync([
            Start,
            Open($$"""{"type":"tool_use","id":"t1","name":"f","input":{{input}}}"""),
            .. delta,
            Close,
            Stops("tool_use"),
            End
        ])).Single();
        (call.Arguments?.Count, call.Exception?.Message).ShouldBe((0, null));
    }

    [Fact]
    public async Task Normalize_CutArguments_AreMalformed()
    {
        var call = Calls(await AskAsync(
        [
            Start, Open(
                """{"type":"tool_use","id":"t1","name":"f","input":{}}"""), """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}""", Close, Stops("max_tokens"), End,
        ])).Single();
        call.Exception.ShouldNotBeNull().Message.ShouldStartWith("The arguments of f are not a JSON object");
    }

    [Fact]
    public async Task Normalize_CallWithoutId_GetsAUniqueOne()
    {
        string[] events = [Start, Open("""{"type":"tool_use","name":"f","input":{}}"""), Close, Stops("tool_use"), End];
        var ids = new[] { Calls(await AskAsync(events)).Single().CallId, Calls(await AskAsync(events)).Single().CallId };
        ids.ShouldAllBe(id => id.StartsWith("toolu_"));
        ids.ShouldBeUnique();
    }

    [Fact]
    public async Task Normalize_TextAtTheStartOfABlock_IsPartOfIt()
    {
        var response = await AskAsync([
            Start,
            Open("""{"type":"thinking","thinking":"hm","signature":"c2ln"}"""),
            Close,
            Open("""{"type":"text","text":"a"}""", 1),
            Text.Replace("\"index\":0", "\"index\":1"),
            Stops("end_turn"),
            End
        ]);
        response.Text.ShouldBe("ax");
        var thoughts = response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().ToList();
        string.Concat(thoughts.Select(t => t.Text)).ShouldBe("hm");
        thoughts.Select(t => t.ProtectedData).ShouldContain("c2ln");
    }

    [Fact]
    public async Task Normalize_UnknownContent_IsSkipped()
    {
        var response = await AskAsync(
        [
            Start, """{"type":"ping"}""", """{"type":"news","text":"later"}""",
            Open(
                """{"type":"hologram","data":1}""",
                1), """{"type":"content_block_delta","index":1,"delta":{"type":"hologram_delta","data":2}}""", """{"type":"content_block_stop","index":1}""",
            Answer[0], """{"type":"content_block_delta","index":0,"delta":{"type":"mood_delta","mood":"good"}}""", Text, Close, Stops(
                "end_turn"), End,
        ]);
        response.Text.ShouldBe("x");
    }

    [Theory]
    [InlineData("length", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("content_filtered", "content_filter")]
    [InlineData("stop", "stop")]
    [InlineData("whatever_comes", "stop")]
    public async Task Normalize_UnknownFinishReason_IsTheNearestKnownOne(string reason, string nearest) =>
        (await AskAsync([Start, .. Answer, Stops(reason), End])).FinishReason!.Value.Value.ShouldBe(nearest);

    [Fact]
    public async Task Normalize_NoStopReason_EndsTheAnswer() =>
        (await AskAsync([Start, .. Answer, End])).Text.ShouldBe("x");

    [Theory]
    [InlineData("""{"input_tokens":1000,"output_tokens":1}""", """{"output_tokens":5}""", 1000, 5)]
    [InlineData("""{"input_tokens":1000,"output_tokens":1}""", """{"input_tokens":0,"output_tokens":5}""", 1000, 5)]
    [InlineData("""{"input_tokens":0,"output_tokens":0}""", """{"input_tokens":1000,"output_tokens":5}""", 1000, 5)]
    [InlineData("null", """{"input_tokens":1000,"output_tokens":5}""", 1000, 5)]
    [InlineData("""{"input_tokens":1000.0,"output_tokens":1}""", """{"output_tokens":5.0}""", 1000, 5)]
    [InlineData(
        """{"input_tokens":900,"cache_read_input_tokens":60,"cache_creation_input_tokens":40,"output_tokens":1}""",
        """{"input_tokens":0,"output_tokens":5}""",
        1000,
        5)]
    public async Task Normalize_Usage_IsCombinedFromStartAndEnd(string start, string end, int input, int output)
    {
        await using var session = await RunAsync(Started(start), Stops("end_turn", end));
        (session.Usage.Input, session.Usage.Output).ShouldBe((input, output));
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"input_tokens":1000,"output_tokens":1}""", "null")]
    public async Task Normalize_NoFinalUsage_CostsTheReservation(string start, string end)
    {
        await using var session = await RunAsync(Started(start), Stops("end_turn", end));
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    [Theory]
    [InlineData(
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"}}""",
        ErrorCodes.ModelUnavailable,
        "lab/m: the server answered 529: Overloaded now")]
    [InlineData(
        """{"type":"error","error":{"type":"rate_limit_error","message":"Slow down"}}""",
        ErrorCodes.ModelRateLimited,
        "lab/m: the server answered 429: Slow down")]
    [InlineData(
        """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 > 8"}}""",
        ErrorCodes.ModelContextExceeded,
        "lab/m: the server answered 400: prompt is too long: 9 > 8")]
    public async Task Normalize_ErrorAsFirstEvent_IsThatError(string data, string code, string message)
    {
        foreach (var isWhole in new[] { false, true })
        {
            await using var server = await FakeUpstream.StartAsync(c =>
                isWhole
                    ? c.JsonAsync(data)
                    : c.StreamAsync("event: ping\ndata: {\"type\":\"ping\"}\n\n", $"event: error\ndata: {data}\n\n"));
            await using var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
            var failed = await Should.ThrowAsync<FactoryException>(() =>
                session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
            (failed.Code, failed.Message).ShouldBe((code, message));
            session.Cost.ShouldBe(Usd.Zero);
        }
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"},"content":[{"type":"text","text":"x"}]}""")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"},"usage":{"input_tokens":9000,"output_tokens":8000}}""")]
    public async Task Normalize_ErrorBesideOutput_CostsTheReservation(string data)
    {
        foreach (var isWhole in new[] { false, true })
        {
            await using var server = await FakeUpstream.StartAsync(c =>
                isWhole ? c.JsonAsync(data) : c.StreamAsync($"event: error\ndata: {data}\n\n"));
            await using var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
            var failed = await Should.ThrowAsync<FactoryException>(() =>
                session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync());
            (failed.Code,
                failed.Message).ShouldBe((ErrorCodes.ModelResponseInvalid, "lab/m: the server broke off with 529: Overloaded now"));
            session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Last().MinAmount);
        }
    }

    [Fact]
    public async Task Normalize_ErrorAfterAnUnknownBlock_CostsTheReservation()
    {
        await using var server = await StartAsync([
            Open("""{"type":"hologram","data":1}"""),
            """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded now"}}"""
        ]);
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
        (await Should.ThrowAsync<FactoryException>(() =>
            session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync())).Code.ShouldBe(ErrorCodes.ModelResponseInvalid);
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    [Fact]
    public async Task Normalize_ServerThatDoesNotStream_IsReadByTheSameRules()
    {
        await using var server = await FakeUpstream.StartAsync(c => c.JsonAsync(
            """{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"text","text":"x"},{"type":"tool_use","id":"t1","name":"f","input":{"a":1}},{"type":"tool_use","id":"t2","name":"g","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":10,"output_tokens":5}}"""));
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
        var response = await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
        response.Text.ShouldBe("x");
        Calls(response).Select(c => $"{c.Name} {string.Concat(c.Arguments!.Values)}").ShouldBe(["f 1", "g "]);
        session.Usage.ShouldBe(new TokenUsage(10, 5));
    }

    public void Dispose() => _lab.Dispose();

    private static string Open(string block, int index = 0) =>
        $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}""";

    private static string Stops(string reason, string usage = """{"output_tokens":5}""") =>
        $$$"""{"type":"message_delta","delta":{"stop_reason":"{{{reason}}}","stop_sequence":null},"usage":{{{usage}}}}""";

    private static string Started(string usage) =>
        $$$"""{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":null,"stop_sequence":null,"usage":{{{usage}}}}}""";

    private static IEnumerable<FunctionCallContent> Calls(ChatResponse response) =>
        response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>();

    private async Task<ChatResponse> AskAsync(string[] events)
    {
        await using var server = await StartAsync(events);
        await using var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
        return await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
    }

    private async Task<IModelSession> RunAsync(string start, string stop)
    {
        await using var server = await StartAsync([start, .. Answer, stop, End]);
        var session = _lab.Open(ModelApi.AnthropicMessages, server.Address);
        (await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync()).Text.ShouldBe("x");
        return session;
    }

    // The name of an event is left out: it stands in its data too.
    private static Task<FakeUpstream> StartAsync(string[] events) =>
        FakeUpstream.StartAsync(c => c.StreamAsync([.. events.Select(e => $"data: {e}\n\n")]));
}
