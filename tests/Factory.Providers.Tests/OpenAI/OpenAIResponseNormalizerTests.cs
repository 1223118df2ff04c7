using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Providers.Tests.Http;
using Factory.TestKit.Fakes;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.OpenAI;

/// <summary>
/// What servers that copy chat completions write differently: the answer that was paid for is read all the same, once,
/// at its own price.
/// </summary>
public sealed class OpenAIResponseNormalizerTests : IDisposable
{
    private const string Stop = """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string ToolStop = """{"id":"c1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""";

    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    private readonly ProviderHarness _lab = new();

    public static TheoryData<string, string[], string> Texts => new()
    {
        { "choices null", ["""{"id":"c","choices":null,"usage":null}""", Text("x"), Stop], "x" },
        {
            "no id, no created, no object",
            ["""{"choices":[{"delta":{"content":"x"}}]}""", """{"choices":[{"finish_reason":"stop"}]}"""],
            "x"
        },
        {
            "created is no whole number",
            ["""{"id":"c1","created":1.5,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}""", Stop],
            "x"
        },
        {
            "null everywhere",
            [
                """{"id":null,"model":null,"error":null,"choices":[{"index":null,"delta":{"content":"x","tool_calls":null,"refusal":null},"finish_reason":null}]}""",
                Stop
            ],
            "x"
        },
        { "delta null", ["""{"id":"c1","choices":[{"index":0,"delta":null}]}""", Text("x"), Stop], "x" },
        { "message instead of delta", ["""{"id":"c1","choices":[{"index":0,"message":{"content":"x"}}]}""", Stop], "x" },
        {
            "content as a list",
            [
                """{"id":"c1","choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"x"},{"type":"text","text":"y"}]}}]}""",
                Stop
            ],
            "xy"
        },
        { "a role of its own", ["""{"id":"c1","choices":[{"index":0,"delta":{"role":"model","content":"x"}}]}""", Stop], "x" },
        {
            "half a character",
            [
                @"{""id"":""c1"",""choices"":[{""index"":0,""delta"":{""content"":""a\ud83d""}}]}",
                @"{""id"":""c1"",""choices"":[{""index"":0,""delta"":{""content"":""\ude00b""}}]}",
                Stop
            ],
            "a😀b"
        },
        {
            "half a character alone",
            [@"{""id"":""c1"",""choices"":[{""index"":0,""delta"":{""content"":""a\ude00b\\ud83d""}}]}", Stop],
            @"a�b\ud83d"
        },
        { "a refusal", ["""{"id":"c1","choices":[{"index":0,"delta":{"refusal":"no"}}]}""", Stop], "no" },
        { "reasoning under the other name", ["""{"id":"c1","choices":[{"index":0,"delta":{"reasoning":"hm"}}]}""", Text("x"), Stop], "x" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Normalize_Text_IsRead(string what, string[] events, string text)
    {
        var response = await AskAsync(events);
        response.Text.ShouldBe(text, what);
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task Normalize_Reasoning_IsReadUnderEveryName()
    {
        foreach (var delta in new[]
        {
            """{"reasoning":"hm"}""",
            """{"reasoning_content":"hm"}""",
            """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]}"""
        })
        {
            var response = await AskAsync($$"""{"id":"c1","choices":[{"index":0,"delta":{{delta}}}]}""", Text("x"), Stop);
            response.Messages.SelectMany(m => m.Contents).OfType<TextReasoningContent>().Single().Text.ShouldBe("hm", delta);
        }
    }

    [Theory]
    [InlineData("model_length", "length")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("sensitive", "content_filter")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("eos", "stop")]
    [InlineData("eos_token", "stop")]
    [InlineData("stop_sequence", "stop")]
    [InlineData("whatever_comes", "stop")]
    public async Task Normalize_UnknownFinishReason_IsTheNearestKnownOne(string reason, string nearest)
    {
        var response = await AskAsync(Text("x"), Stop.Replace("\"stop\"", $"\"{reason}\""));
        response.Text.ShouldBe("x");
        response.FinishReason!.Value.Value.ShouldBe(nearest);
    }

    public static TheoryData<string, string[], string> CallsWithFaultyIds => new()
    {
        {
            "type is empty later",
            [
                Call("""{"index":0,"id":"a1","type":"function","function":{"name":"f","arguments":""}}"""),
                Call("""{"index":0,"id":"","type":"","function":{"name":"","arguments":"{\"a\":1}"}}"""),
                ToolStop
            ],
            "a1 f 1"
        },
        { "no id", [Call("""{"index":0,"type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}"""), ToolStop], "call_c1_1 f 1" },
        { "empty id", [Call("""{"index":0,"id":"","function":{"name":"f","arguments":"{\"a\":1}"}}"""), ToolStop], "call_c1_1 f 1" },
        {
            "a new id for every piece",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\""}}"""),
                Call("""{"index":0,"id":"a2","function":{"name":null,"arguments":":1}"}}"""),
                ToolStop
            ],
            "a1 f 1"
        },
        {
            "no index",
            [
                Call("""{"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"id":"a2","function":{"name":"g","arguments":"{\"a\":2}"}}"""),
                ToolStop
            ],
            "a1 f 1, a2 g 2"
        },
    };

    public static TheoryData<string, string[], string> CallsThatShareAnIndex => new()
    {
        {
            "two calls, one index",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"id":"a2","function":{"name":"g","arguments":"{\"a\":2}"}}"""),
                ToolStop
            ],
            "a1 f 1, a2 g 2"
        },
        {
            "two calls, one index, one id",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"g","arguments":"{\"a\":2}"}}"""),
                ToolStop
            ],
            "a1 f 1, call_c1_1 g 2"
        },
        {
            "two calls in pieces, one index, one id",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"g","arguments":""}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"g","arguments":"{\"a\":2}"}}"""),
                ToolStop
            ],
            "a1 f 1, call_c1_1 g 2"
        },
        {
            "two calls of one tool, one index, one id",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":2}"}}"""),
                ToolStop
            ],
            "a1 f 1, call_c1_1 f 2"
        },
    };

    public static TheoryData<string, string[], string> CallsWithFaultyNames => new()
    {
        {
            "a name that comes late",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"","arguments":""}}"""),
                Call("""{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                ToolStop
            ],
            "a1 f 1"
        },
        {
            "no function at first",
            [Call("""{"index":0,"id":"a1"}"""), Call("""{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"""), ToolStop],
            "a1 f 1"
        },
        {
            "a name in pieces",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"get_","arguments":""}}"""),
                Call("""{"index":0,"function":{"name":"weather","arguments":"{\"a\":1}"}}"""),
                ToolStop
            ],
            "a1 get_weather 1"
        },
        { "no name at all", [Call("""{"index":0,"id":"a1","function":{"arguments":"{\"a\":1}"}}"""), ToolStop], "a1 unnamed_tool 1" },
    };

    public static TheoryData<string, string[], string> CallsInUnusualForms => new()
    {
        {
            "arguments as an object",
            [Call("""{"index":0,"id":"a1","type":"function","function":{"name":"f","arguments":{"a":1}}}"""), ToolStop],
            "a1 f 1"
        },
        {
            "the old way",
            ["""{"id":"c1","choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":"{\"a\":1}"}}}]}""", Stop],
            "call_c1_1 f 1"
        },
        {
            "half a character in the arguments",
            [
                Call(@"{""index"":0,""id"":""a1"",""function"":{""name"":""f"",""arguments"":""{\""a\"":\""\ud83d""}}"),
                Call(@"{""index"":0,""function"":{""arguments"":""\ude00\""}""}}"),
                ToolStop
            ],
            "a1 f 😀"
        },
        {
            "mixed pieces",
            [
                Call(
                    """{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\""}},"""
                    + """{"index":1,"id":"a2","function":{"name":"g","arguments":"{\"a\":2"}}"""),
                Call("""{"index":1,"function":{"arguments":"}"}},{"index":0,"function":{"arguments":":1}"}}"""),
                ToolStop
            ],
            "a1 f 1, a2 g 2"
        },
    };

    public static TheoryData<string, string[], string> CallsWithRepeatedNames => new()
    {
        {
            "a name that is repeated",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\""}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":":1}"}}"""),
                ToolStop
            ],
            "a1 f 1"
        },
        {
            "a name that is repeated behind the arguments",
            [
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"id":"a1","function":{"name":"f","arguments":""}}"""),
                ToolStop
            ],
            "a1 f 1"
        },
        {
            "a name that is repeated behind the arguments, without an id",
            [
                Call("""{"index":0,"function":{"name":"f","arguments":"{\"a\":1}"}}"""),
                Call("""{"index":0,"function":{"name":"f"}}"""),
                ToolStop
            ],
            "call_c1_1 f 1"
        },
    };

    [Theory]
    [MemberData(nameof(CallsWithFaultyIds))]
    [MemberData(nameof(CallsThatShareAnIndex))]
    [MemberData(nameof(CallsWithFaultyNames))]
    [MemberData(nameof(CallsWithRepeatedNames))]
    [MemberData(nameof(CallsInUnusualForms))]
    public async Task Normalize_ToolCalls_AreAssembled(string what, string[] events, string calls)
    {
        var response = await AskAsync(events);
        string.Join(
            ", ",
            response.Messages.SelectMany(m => m.Contents)
                .OfType<FunctionCallContent>()
                .Select(c => $"{c.CallId} {c.Name} {c.Arguments!["a"]}")).ShouldBe(calls, what);
    }

    [Theory]
    [InlineData(""" "" """)]
    [InlineData(""" " " """)]
    [InlineData(""" "{}" """)]
    [InlineData(""" "null" """)]
    [InlineData("null")]
    [InlineData("{}")]
    public async Task Normalize_CallWithoutArguments_IsValid(string arguments)
    {
        var response = await AskAsync(Call($$$"""{"index":0,"id":"a1","function":{"name":"f","arguments":{{{arguments}}}}}"""), ToolStop);
        var call = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
        (call.Arguments?.Count, call.Exception?.Message).ShouldBe((0, null));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10.0,"completion_tokens":3.0,"total_tokens":13.0}""", 10, 3, 0, 0)]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":"3","total_tokens":"13"}""", 10, 3, 0, 0)]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":3,"total_tokens":null,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}""",
        10,
        3,
        0,
        0)]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":3,"total_tokens":18,"prompt_cache_hit_tokens":4,"completion_tokens_details":{"reasoning_tokens":2}}""",
        10,
        8,
        4,
        2)]
    public async Task Normalize_Usage_IsReadAsNumbers(string usage, int input, int output, int cached, int reasoning)
    {
        await using var session = await RunAsync([Text("x"), Stop, $$"""{"id":"c1","choices":[],"usage":{{usage}}}"""]);
        session.Usage.ShouldBe(new TokenUsage(input, output, cached, reasoning));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""")]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":0.5}""")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Normalize_ImpossibleUsage_CostsTheReservation(string usage)
    {
        await using var session = await RunAsync([Text("x"), Stop, $$"""{"id":"c1","choices":[],"usage":{{usage}}}"""]);
        session.Cost.ShouldBe(_lab.Budget.LeaseRequests.Single().MinAmount);
    }

    public void Dispose() => _lab.Dispose();

    private static string Text(string text) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""";

    private static string Call(string calls) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"tool_calls":[{{calls}}]},"finish_reason":null}]}""";

    private async Task<ChatResponse> AskAsync(params string[] events)
    {
        await using var server = await StartAsync(events);
        await using var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        var response = await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync();
        server.Calls.Count.ShouldBe(1, "nothing is asked twice");
        return response;
    }

    private async Task<IModelSession> RunAsync(string[] events)
    {
        await using var server = await StartAsync(events);
        var session = _lab.Open(ModelApi.OpenAIChat, server.Address + "/v1");
        (await session.Client.GetStreamingResponseAsync(Question).ToChatResponseAsync()).Text.ShouldBe("x");
        return session;
    }

    private static Task<FakeUpstream> StartAsync(string[] events) =>
        FakeUpstream.StartAsync(c => c.StreamAsync([.. events.Append("[DONE]").Select(e => $"data: {e}\n\n")]));
}
