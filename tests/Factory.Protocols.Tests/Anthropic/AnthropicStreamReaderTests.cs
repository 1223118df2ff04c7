using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class AnthropicStreamReaderTests
{
    private const string Call0 =
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t0","name":"f","input":{}}}""";
    private const string Stop0 = """{"type":"content_block_stop","index":0}""";

    [Fact]
    public void Read_TextBlock_IsTextBetweenItsEnds() => Read(
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}""",
        Stop0).ShouldBe(["end", "text hi", "end"]);

    [Fact]
    public void Read_TextAtTheStartOfItsBlock_IsText() =>
        Read("""{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"hi"}}""").ShouldBe(["end", "text hi"]);

    [Fact]
    public void Read_ThinkingBlock_EndsWithItsSignature() => Read(
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""",
        Stop0).ShouldBe(["end", "reasoning hm", "signature AnthropicMessages c2ln", "end"]);

    [Fact]
    public void Read_ThinkingThatIsNotShown_IsASignatureAlone() => Read(
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""")
            .ShouldBe(["end", "signature AnthropicMessages c2ln"]);

    [Fact]
    public void Read_RedactedThinking_IsARedactedSignature() =>
        Read("""{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"eA=="}}""")
            .ShouldBe(["end", "signature AnthropicMessages eA== redacted"]);

    [Fact]
    public void Read_ToolCall_IsTheCallAndItsDeltas() => Read(
        Call0,
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":":1}"}}""",
        Stop0).ShouldBe(["end", "call t0 f", "args {\"a\"", "args :1}", "end"]);

    [Fact]
    public void Read_ArgumentsAtTheStart_AreNotRepeatedByTheDeltas() => Read(
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t0","name":"f","input":{"a":1}}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}""")
            .ShouldBe(["end", "call t0 f", "args {\"a\":1}"]);

    [Fact]
    public void Read_ToolCallWithoutInput_IsACallWithoutArguments() =>
        Read("""{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t0","name":"f"}}""")
            .ShouldBe(["end", "call t0 f"]);

    [Fact]
    public void Read_ArgumentsForAnotherBlock_Throws() => Should.Throw<TranslationException>(() => Read(
        Call0,
        """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}"""))
            .Message.ShouldBe("index: the provider sent arguments for a block that is not open");

    [Fact]
    public void Read_AllStopsAtTheEnd_CloseNothingTwice()
    {
        // As llama.cpp sends it: the empty signature and the stops of all blocks come after the last block has begun.
        var lines = Read(
            """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":""}}""",
            Stop0,
            """{"type":"content_block_stop","index":1}""");

        lines.ShouldBe(["end", "reasoning hm", "end", "call t f", "args {}", "end"]);
    }

    [Fact]
    public void Read_NoIndexes_AreTakenInOrder() => Read(
        """{"type":"content_block_start","content_block":{"type":"tool_use","id":"t0","name":"f"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
        """{"type":"content_block_stop"}""").ShouldBe(["end", "call t0 f", "args {}", "end"]);

    [Theory]
    [InlineData("""{"type":"ping"}""")]
    [InlineData("""{"type":"vendor_news","anything":[1]}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{}}}""")]
    [InlineData("""{"type":"message_start","message":{"id":"m"}}""")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":null}}""")]
    public void Read_UnknownOrEmptyEvent_IsIgnored(string data) => Read(data).ShouldBeEmpty();

    [Theory]
    [InlineData("server_tool_use")]
    [InlineData("web_search_tool_result")]
    [InlineData("image")]
    public void Read_BlockWithoutACounterpart_Throws(string type) => Should.Throw<TranslationException>(() =>
        Read($$$"""{"type":"content_block_start","index":0,"content_block":{"type":"{{{type}}}"}}"""))
            .Message.ShouldBe($"event.content_block.type: the provider sent a block of type {type}, which the client's API cannot express");

    [Fact]
    public void Read_UsageAtStartAndEnd_IsMerged() => Read(
        """{"type":"message_start","message":{"usage":{"input_tokens":5,"cache_read_input_tokens":10,"output_tokens":1}}}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":80}}""",
        """{"type":"message_stop"}""").ShouldBe(["usage 15 10 0 1 0", "usage 15 10 0 80 0", "stop EndOfTurn", "complete"]);

    [Fact]
    public void Read_StopSequence_IsKept() =>
        Read("""{"type":"message_delta","delta":{"stop_reason":"stop_sequence","stop_sequence":"END"}}""")
            .ShouldBe(["stop StopSequence END"]);

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0}""", "event.delta: is missing")]
    [InlineData(
        """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t"}}""",
        "event.content_block.name: is missing")]
    [InlineData("""{"type":"content_block_start","index":"x","content_block":{"type":"text"}}""", "event.index: must be a whole number")]
    [InlineData(
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":5}}""",
        "event.delta.text: must be a string")]
    [InlineData("""{"type":7}""", "event.type: must be a string")]
    [InlineData("""{"index":0}""", "event.type: is missing")]
    public void Read_Malformed_NamesTheField(string data, string message) =>
        Should.Throw<TranslationException>(() => Read(data)).Message.ShouldBe(message);

    private static IReadOnlyList<string> Read(params string[] events) => Translate.ReadStream(ModelApi.AnthropicMessages, events);
}
