using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIChat;

public sealed class ChatStreamReaderTests
{
    [Fact]
    public void Read_Done_Completes() => Read("[DONE]").ShouldBe(["complete"]);

    [Fact]
    public void Read_DoneWithSpaces_Completes() => Read(" [DONE] ").ShouldBe(["complete"]);

    [Theory]
    [InlineData("""{"role":"assistant","content":""}""")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":null,"refusal":null}""")]
    [InlineData("{}")]
    [InlineData("""{"role":"assistant","name":"MiniMax AI","audio_content":""}""")]
    [InlineData("""{"reasoning_details":[{"type":"reasoning.text","text":"x"}],"annotations":[]}""")]
    public void Read_DeltaWithoutContent_DoesNothing(string delta) => Read(Delta(delta)).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"id":"x","choices":null,"usage":null,"service_tier":"default"}""")]
    [InlineData("""{"choices":[{"index":0,"delta":null,"finish_reason":""}]}""")]
    public void Read_ChunkWithoutChoices_DoesNothing(string data) => Read(data).ShouldBeEmpty();

    [Theory]
    [InlineData("reasoning_content", "")]
    [InlineData("reasoning", "reasoning")]
    public void Read_Reasoning_IsSignedWithItsFieldAtItsEnd(string field, string signature) => Read(
        Delta($$$$"""{"{{{{field}}}}":"h"}"""),
        Delta($$$$"""{"{{{{field}}}}":"m"}"""),
        Delta("""{"content":"a"}""")).ShouldBe(["reasoning h", "reasoning m", $"signature OpenAIChat {signature}", "text a"]);

    [Fact]
    public void Read_BothReasoningFields_IsReadOnce() =>
        Read(Delta("""{"reasoning":"h","reasoning_content":"h"}""")).ShouldBe(["reasoning h"]);

    [Fact]
    public void Read_ReasoningAndContentInOneDelta_AreInOrder() =>
        Read(Delta("""{"content":"a","reasoning_content":"h"}""")).ShouldBe(["reasoning h", "signature OpenAIChat ", "text a"]);

    [Fact]
    public void Read_Refusal_ChangesTheStopReason() => Read(
        Delta("""{"refusal":"No."}"""),
        Finish("stop")).ShouldBe(["refusal No.", "end", "stop Refusal"]);

    [Fact]
    public void Read_RefusalCutAtTheLimit_KeepsItsStopReason() =>
        Read(Delta("""{"refusal":"No"}"""), Finish("length")).ShouldBe(["refusal No", "end", "stop MaxTokens"]);

    [Fact]
    public void Read_CallsOfOneChunk_AreInOrder() => Read(
        Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}"""),
        Finish("tool_calls")).ShouldBe(["call a f", "args {}", "call b g", "args {}", "end", "stop ToolUse"]);

    [Fact]
    public void Read_TextAmidCalls_WaitsForTheirEnd() => Read(
        Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{"}}]}"""),
        Delta("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]}"""),
        Delta("""{"content":"x"}"""),
        Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"}"}}]}"""),
        Finish("stop")).ShouldBe(["call a f", "args {", "args }", "call b g", "args {}", "text x", "end", "stop EndOfTurn"]);

    [Fact]
    public void Read_GooglesCallsWithoutIds_GetIdsOfTheCall() => Read(
        Delta("""{"tool_calls":[{"index":0,"id":"","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]}"""),
        Delta("""{"tool_calls":[{"index":0,"id":"","type":"function","function":{"name":"f","arguments":"{\"a\":2}"}}]}""")).Where(line =>
            line.StartsWith("call", StringComparison.Ordinal))
        .ShouldBe(["call call_01abc_1 f", "call call_01abc_2 f"]);

    [Fact]
    public void Read_CallWithoutIndex_IsTheFirst() =>
        Read(Delta("""{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}}]}""")).ShouldBe(["call a f", "args {}"]);

    [Fact]
    public void Read_CallWithoutArguments_IsACall() =>
        Read(Delta("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}}]}"""), Finish("stop"))
            .ShouldBe(["call a f", "end", "stop EndOfTurn"]);

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5}""", "usage 10 0 0 5 0")]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":"""
            + """{"cached_tokens":4,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}""",
        "usage 10 4 2 5 3")]
    [InlineData(
        """{"prompt_tokens":10,"completion_tokens":5,"prompt_cache_hit_tokens":4,"prompt_cache_miss_tokens":6}""",
        "usage 10 4 0 5 0")]
    [InlineData("""{"total_tokens":0,"total_characters":0}""", "usage 0 0 0 0 0")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null}""", "usage 10 0 0 5 0")]
    public void Read_Usage_IsReadWithOrWithoutChoices(string usage, string expected)
    {
        Read($$$$"""{"choices":[],"usage":{{{{usage}}}} }""").ShouldBe([expected]);
        Read($$$$"""{"choices":[{"index":0,"delta":{"content":"a"} }],"usage":{{{{usage}}}} }""").ShouldBe([expected, "text a"]);
    }

    [Theory]
    [InlineData("""{"choices":{}}""", "chunk.choices: must be a list")]
    [InlineData("""{"choices":[{"delta":{"content":[1]}}]}""", "chunk.choices[0].delta.content[0]: must be a string")]
    [InlineData(
        """{"choices":[{"delta":{"tool_calls":[{"index":"x"}]}}]}""",
        "chunk.choices[0].delta.tool_calls[0].index: must be a whole number")]
    [InlineData(
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a"}]},"finish_reason":"stop"}]}""",
        "chunk.choices[0].delta.tool_calls[0].name: is missing")]
    [InlineData(
        """{"choices":[{"delta":{"tool_calls":[{"index":0}]}}]}""",
        "chunk.choices[0].delta.tool_calls[0]: the provider sent arguments for a call")]
    [InlineData("""{"choices":[{"delta":{"audio":{"id":"x"}}}]}""", "chunk.choices[0].delta.audio: sound")]
    [InlineData("""{"choices":[{"finish_reason":"error"}]}""", "finish_reason: the provider stopped for error")]
    public void Read_Malformed_NamesTheField(string data, string message) =>
        Should.Throw<TranslationException>(() => Read(data)).Message.ShouldStartWith(message);

    private static string Delta(string delta) => $$$$"""{"choices":[{"index":0,"delta":{{{{delta}}}},"finish_reason":null}]}""";

    private static string Finish(string reason) => $$$$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{{{reason}}}}"}]}""";

    private static IReadOnlyList<string> Read(params string[] events) => Translate.ReadStream(ModelApi.OpenAIChat, events);
}
