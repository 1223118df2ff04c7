using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIResponses;

public sealed class ResponsesStreamReaderTests
{
    private const string MessageAdded = """{"type":"response.output_item.added","output_index":0,"item":{"id":"m","type":"message"}}""";
    private const string CallAdded =
        """{"type":"response.output_item.added","output_index":1,"item":{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":""}}""";
    private const string Completed = """{"type":"response.completed","response":{"status":"completed","output":[]}}""";

    [Fact]
    public void Read_StreamedMessage_IsNotRepeatedByItsCompleteItem() => Read(
        MessageAdded,
        """{"type":"response.output_text.delta","output_index":0,"item_id":"m","delta":"a"}""",
        """{"type":"response.output_text.done","output_index":0,"item_id":"m","text":"a"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":["""
            + """{"type":"output_text","text":"a"}]}}""",
        Completed).ShouldBe(["end", "text a", "end", "end", "stop EndOfTurn", "complete"]);

    [Fact]
    public void Read_MessageWithoutDeltas_IsTakenFromItsCompleteItem() => Read(
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":["""
            + """{"type":"output_text","text":"a"},{"type":"output_text","text":"b"}]}}""")
        .ShouldBe(["text ab", "end"]);

    [Fact]
    public void Read_AllItemsCompleteAtTheEnd_AreNotRepeated()
    {
        // As llama.cpp sends it: no indexes, and the complete items of all blocks behind the last delta.
        var lines = Read(
            """{"type":"response.output_item.added","item":{"id":"rs","type":"reasoning","summary":[],"content":[]}}""",
            """{"type":"response.reasoning_text.delta","item_id":"rs","delta":"hm"}""",
            """{"type":"response.output_item.added","item":{"id":"m","type":"message","content":[]}}""",
            """{"type":"response.output_text.delta","item_id":"m","delta":"a"}""",
            """{"type":"response.output_item.added","item":{"type":"function_call","call_id":"fc_1","name":"f","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_1","delta":"{}"}""",
            """{"type":"response.output_item.added","item":{"type":"function_call","call_id":"fc_2","name":"g","arguments":""}}""",
            """{"type":"response.function_call_arguments.delta","item_id":"fc_2","delta":"{}"}""",
            """{"type":"response.output_item.done","item":{"id":"rs","type":"reasoning","summary":[],"content":["""
                + """{"type":"reasoning_text","text":"hm"}],"encrypted_content":""}}""",
            """{"type":"response.output_item.done","item":{"id":"m","type":"message","content":[{"type":"output_text","text":"a"}]}}""",
            """{"type":"response.output_item.done","item":{"type":"function_call","call_id":"fc_1","name":"f","arguments":"{}"}}""",
            """{"type":"response.output_item.done","item":{"type":"function_call","call_id":"fc_2","name":"g","arguments":"{}"}}""",
            Completed);

        lines.Where(line => line != "end")
            .ShouldBe(["reasoning hm", "text a", "call fc_1 f", "args {}", "call fc_2 g", "args {}", "stop EndOfTurn", "complete"]);
    }

    [Fact]
    public void Read_IdThatChangesWithEveryEvent_IsFoundByItsIndex() => Read(
        MessageAdded,
        """{"type":"response.output_text.delta","output_index":0,"item_id":"other","delta":"a"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"another","type":"message","content":["""
            + """{"type":"output_text","text":"a"}]}}""")
        .ShouldBe(["end", "text a", "end"]);

    [Fact]
    public void Read_DeltasWithoutKeysOrItems_AreNotRepeated() => Read(
        """{"type":"response.reasoning_summary_text.delta","delta":"hm"}""",
        """{"type":"response.output_text.delta","delta":"a"}""",
        """{"type":"response.output_item.done","item":{"type":"message","content":[{"type":"output_text","text":"a"}]}}""",
        """{"type":"response.output_item.done","item":{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}}""").Where(line =>
            line != "end")
        .ShouldBe(["reasoning hm", "text a", "call c f", "args {}"]);

    [Fact]
    public void Read_NothingCompleteButTheResponse_IsTakenFromThere() => Read(
        MessageAdded,
        """{"type":"response.output_text.delta","output_index":0,"item_id":"m","delta":"a"}""",
        CallAdded,
        """{"type":"response.completed","response":{"status":"completed","output":[{"id":"m","type":"message","content":[{"type":"output_text","text":"a"}]},{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{\"x\":1}"}]}}""")
        .Where(line => line != "end").ShouldBe(["text a", "call c f", "args {\"x\":1}", "stop EndOfTurn", "complete"]);

    [Fact]
    public void Read_CompleteItemTwice_IsReadOnce() => Read(
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":["""
            + """{"type":"output_text","text":"a"}]}}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"m","type":"message","content":[{"type":"output_text","text":"a"}]}}""").ShouldBe(["text a", "end"]);

    [Fact]
    public void Read_ArgumentsInDeltas_AreNotRepeatedByTheirEnd() => Read(
        CallAdded,
        """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"fc","delta":"{"}""",
        """{"type":"response.function_call_arguments.delta","output_index":1,"item_id":"fc","delta":"}"}""",
        """{"type":"response.function_call_arguments.done","output_index":1,"item_id":"fc","arguments":"{}"}""",
        """{"type":"response.output_item.done","output_index":1,"item":"""
            + """{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{}"}}""")
        .ShouldBe(["end", "call c f", "args {", "args }", "end"]);

    [Fact]
    public void Read_ArgumentsWithoutDeltas_AreTakenFromTheirEnd() => Read(
        CallAdded,
        """{"type":"response.function_call_arguments.done","output_index":1,"item_id":"fc","arguments":"{}"}""",
        """{"type":"response.output_item.done","output_index":1,"item":"""
            + """{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{}"}}""")
        .ShouldBe(["end", "call c f", "args {}", "end"]);

    [Fact]
    public void Read_ArgumentsForAnotherCall_Throws() => Should.Throw<TranslationException>(() => Read(
        CallAdded,
        """{"type":"response.function_call_arguments.delta","output_index":2,"item_id":"x","delta":"{}"}"""))
            .Message.ShouldBe("output_index: the provider sent arguments for a call that is not open");

    [Fact]
    public void Read_ArgumentsBehindTheBeginningOfAnotherCall_GoToTheirOwn() => Read(
        CallAdded,
        """{"type":"response.output_item.added","output_index":2,"item":{"id":"fd","type":"function_call","call_id":"d","name":"g"}}""",
        """{"type":"response.output_item.done","output_index":1,"item":"""
            + """{"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{\"x\":1}"}}""")
        .ShouldBe(["end", "call c f", "args {\"x\":1}", "call d g"]);

    [Fact]
    public void Read_ItemThatNeverEnds_IsTakenFromTheResponse() => Read(
        """{"type":"response.output_item.done","output_index":0,"item":{"type":"message","content":[{"type":"output_text","text":"a"}]}}""",
        CallAdded,
        """
        {"type":"response.completed","response":{"status":"completed","output":[
            {"id":"m","type":"message","content":[{"type":"output_text","text":"a"}]},
            {"id":"fc","type":"function_call","call_id":"c","name":"f","arguments":"{\"x\":1}"}]}}
        """).Where(line => line != "end").ShouldBe(["text a", "call c f", "args {\"x\":1}", "stop EndOfTurn", "complete"]);

    [Fact]
    public void Read_SummaryParts_AreSeparatedByAnEmptyLine() => Read(
        """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs","summary_index":0,"delta":"a"}""",
        """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs","summary_index":0,"delta":"b"}""",
        """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs","summary_index":1,"delta":"c"}""")
        .ShouldBe(["reasoning a", "reasoning b", "reasoning \n\n", "reasoning c"]);

    [Fact]
    public void Read_Reasoning_EndsWithItsCiphertext() => Read(
        """{"type":"response.output_item.added","output_index":0,"item":{"id":"rs","type":"reasoning","encrypted_content":"c2hvcnQ="}}""",
        """{"type":"response.reasoning_summary_text.delta","output_index":0,"item_id":"rs","summary_index":0,"delta":"a"}""",
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs","type":"reasoning","summary":["""
            + """{"type":"summary_text","text":"a"}],"encrypted_content":"ZmluYWw="}}""")
        .ShouldBe(["end", "reasoning a", "signature OpenAIResponses ZmluYWw=", "end"]);

    [Fact]
    public void Read_ReasoningWithoutText_IsItsCiphertext() => Read(
        """{"type":"response.output_item.done","output_index":0,"item":{"id":"rs","type":"reasoning","summary":"""
            + """[],"encrypted_content":"ZmluYWw="}}""")
        .ShouldBe(["signature OpenAIResponses ZmluYWw="]);

    [Fact]
    public void Read_Refusal_ChangesTheStopReason() => Read(
        """{"type":"response.refusal.delta","output_index":0,"item_id":"m","delta":"No."}""",
        Completed).ShouldBe(["refusal No.", "end", "stop Refusal", "complete"]);

    [Theory]
    [InlineData(
        """{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":"""
            + """{"reason":"max_output_tokens"},"output":[],"usage":{"input_tokens":5,"output_tokens":3}}}""",
        "usage 5 0 0 3 0|stop MaxTokens")]
    [InlineData(
        """{"type":"response.completed","response":{"status":"completed","output":[],"usage":"""
            + """{"input_tokens":5,"input_tokens_details":"""
            + """{"cached_tokens":2,"cache_write_tokens":1},"output_tokens":3,"output_tokens_details":{"reasoning_tokens":2}}}}""",
        "usage 5 2 1 3 2|stop EndOfTurn")]
    [InlineData("""{"type":"response.completed","response":{}}""", "stop EndOfTurn")]
    public void Read_End_HasUsageAndReason(string data, string expected) =>
        Read(data).ShouldBe(["end", .. expected.Split('|'), "complete"]);

    [Theory]
    [InlineData("[DONE]")]
    [InlineData("""{"type":"response.created","response":{}}""")]
    [InlineData("""{"type":"response.queued"}""")]
    [InlineData("""{"type":"response.output_text.annotation.added","annotation":{}}""")]
    [InlineData("""{"type":"response.vendor.news"}""")]
    public void Read_EventWithoutContent_DoesNothing(string data) => Read(data).ShouldBeEmpty();

    [Theory]
    [InlineData(
        """{"type":"response.output_item.added","output_index":0,"item":{"type":"web_search_call","id":"ws"}}""",
        "event.item.type: the provider sent an item of type web_search_call")]
    [InlineData(
        """{"type":"response.output_item.done","output_index":0,"item":{"type":"image_generation_call","id":"ig"}}""",
        "event.item.type: the provider sent an item of type image_generation_call")]
    [InlineData("""{"type":"response.output_text.delta","output_index":"x","delta":"a"}""", "event.output_index: must be a whole number")]
    [InlineData("""{"type":"response.output_text.delta"}""", "event.delta: is missing")]
    [InlineData("""{"type":"response.completed","response":{"status":"cancelled"}}""", "status: the provider's reply is cancelled")]
    [InlineData("""{"delta":"a"}""", "event.type: is missing")]
    public void Read_Malformed_NamesTheField(string data, string message) =>
        Should.Throw<TranslationException>(() => Read(data)).Message.ShouldStartWith(message);

    private static IReadOnlyList<string> Read(params string[] events) => Translate.ReadStream(ModelApi.OpenAIResponses, events);
}
