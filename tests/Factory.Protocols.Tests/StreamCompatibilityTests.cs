using System.Text;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>
/// The sample reply as servers stream it that do it otherwise than their protocol's own vendor: every client reads the
/// same.
/// </summary>
public sealed class StreamCompatibilityTests
{
    private const string Interleaved = """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"reasoning_content":"Two files are needed."},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"content":"I will look at both files – at once."},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_01a","type":"function","function":{"name":"read","arguments":"{ \"path\":"}}]},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_01b","type":"function","function":{"name":"read","arguments":"{ \"path\": \"b.txt\","}},{"index":0,"function":{"arguments":" \"a.t"}}]},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_01b","function":{"arguments":" \"lines\":"}}]},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"xt\" }"}},{"index":1,"function":{"arguments":" [1, 2.50] }"}}]},"finish_reason":null}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1000,"completion_tokens":80,"total_tokens":1080,"prompt_tokens_details":{"cached_tokens":300},"completion_tokens_details":{"reasoning_tokens":30}}}

        data: [DONE]


        """;

    private static readonly Dictionary<string, (ModelApi Protocol, List<(string? Name, string Data)> Events)> Streams = new()
    {
        ["responses: complete items only"] = (
            ModelApi.OpenAIResponses,
            [.. ReplySample.Stream(ModelApi.OpenAIResponses)
                .Where(e => e.Name is "response.created" or "response.output_item.done" or "response.completed")]),
        ["responses: the deltas of calls are missing"] = (
            ModelApi.OpenAIResponses,
            [.. ReplySample.Stream(ModelApi.OpenAIResponses)
                .Where(e => e.Name?.Contains("function_call_arguments", StringComparison.Ordinal) != true)]),
        ["responses: everything in the last event"] = (
            ModelApi.OpenAIResponses,
            [("response.completed",
                $$"""{"type":"response.completed","response":{{Encoding.UTF8.GetString(ReplySample.Complete(ModelApi.OpenAIResponses))}}}""")]),
        ["chat: arguments of two calls interleaved"] = (
            ModelApi.OpenAIChat,
            Sse.Parse(Encoding.UTF8.GetBytes(Interleaved.ReplaceLineEndings("\n").TrimEnd('\n') + "\n\n"))),
    };

    public static TheoryData<string, ModelApi> Cases()
    {
        var cases = new TheoryData<string, ModelApi>();
        foreach (var name in Streams.Keys)
        {
            foreach (var client in Sample.Apis)
            {
                cases.Add(name, client);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CreateStreamTranslator_UnusualStream_EqualsTheVendorsOwn(string name, ModelApi client)
    {
        var (upstream, events) = Streams[name];
        var expected = ResponseTranslationTests.Collect(client, Translated(upstream, client, ReplySample.Stream(upstream)));
        expected.Parts.OfType<ToolCallPart>().Count().ShouldBe(2);

        Shape.Of(ResponseTranslationTests.Collect(client, Translated(upstream, client, events))).ShouldBe(Shape.Of(expected));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Complete_UnusualStreamCutAfterAnyEvent_EndsWithOneError(string name, ModelApi client)
    {
        var (upstream, events) = Streams[name];
        for (var length = 0; length < events.Count - (upstream == ModelApi.OpenAIChat ? 2 : 1); length++)
        {
            var collector = new ReplyCollector();
            var reader = Translator.CreateStreamReader(client, RequestMap.None, Sample.Context);
            foreach (var (type, data) in Translated(upstream, client, events.Take(length)))
            {
                reader.Read(type, Encoding.UTF8.GetBytes(data), collector);
            }

            collector.Failure.ShouldNotBeNull($"after {length} events");
            collector.Ends.ShouldBe(0);
        }
    }

    [Fact]
    public void WriteEvent_ArgumentsForACallThatEnded_Throws()
    {
        var translator = Translator.CreateStreamTranslator(ModelApi.OpenAIChat, ModelApi.AnthropicMessages, Sample.Context, RequestMap.None);
        (string? Name, string Data)[] events =
        [
            (
                null,
                """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"read","arguments":"{}"}}]}}]}"""),
            (
                null,
                """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"read","arguments":"{"}}]}}]}"""),
            (null, """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"""),
        ];
        Should.Throw<TranslationException>(() => Sse.Through(translator, events)).Message.ShouldContain("is over");
    }

    public static TheoryData<ModelApi, ModelApi> EmptyCalls()
    {
        var cases = new TheoryData<ModelApi, ModelApi>();
        foreach (var client in Sample.Apis)
        {
            cases.Add(ModelApi.OpenAIChat, client);
            cases.Add(ModelApi.AnthropicMessages, client);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(EmptyCalls))]
    public void CreateStreamTranslator_CallWithoutArguments_HasAnEmptyObject(ModelApi upstream, ModelApi client)
    {
        // Anthropic sends an empty text for it; OpenAI's clients cannot parse one.
        List<(string? Name, string Data)> events = upstream == ModelApi.OpenAIChat
            ?
            [
                (
                    null,
                    """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":"""
                        + """{"name":"list","arguments":""}}]}}]}"""),
                (
                    null,
                    """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","function":"""
                        + """{"name":"list","arguments":""}}]}}]}"""),
                (null, """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"""),
                (null, "[DONE]"),
            ]
            :
            [
                (
                    "message_start",
                    """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"c","content":"""
                        + """[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":1}}}"""),
                .. Enumerable.Range(0, 2).SelectMany(i => new (string? Name, string Data)[]
                {
                    (
                        "content_block_start",
                        $$$"""{"type":"content_block_start","index":{{{i}}},"content_block":"""
                            + $$$"""{"type":"tool_use","id":"t{{{i}}}","name":"list","input":{} } }"""),
                    (
                        "content_block_delta",
                        $$$"""{"type":"content_block_delta","index":{{{i}}},"delta":{"type":"input_json_delta","partial_json":""} }"""),
                    ("content_block_stop", $$"""{"type":"content_block_stop","index":{{i}}}"""),
                }),
                (
                    "message_delta",
                    """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":5}}"""),
                ("message_stop", """{"type":"message_stop"}"""),
            ];
        ResponseTranslationTests.Collect(client, Translated(upstream, client, events)).Parts.OfType<ToolCallPart>()
            .Select(c => (c.Name.Name, c.Arguments))
            .ShouldBe([("list", "{}"), ("list", "{}")]);
    }

    private static List<(string? Name, string Data)> Translated(
        ModelApi upstream,
        ModelApi client,
        IEnumerable<(string? Name, string Data)> events) =>
        Sse.Through(
            Translator.CreateStreamTranslator(
                upstream,
                client,
                Sample.Context,
                new RequestMap(new Dictionary<string, ToolName>(), includeUsage: true)),
            events);
}
