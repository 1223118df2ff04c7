using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIResponses;

public sealed class ResponsesStreamWriterTests
{
    [Fact]
    public void Write_Reply_NumbersItsEventsAndItems()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIResponses, Everything);

        events.Select(one => one.Data!["sequence_number"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, events.Count));
        events.ShouldAllBe(one => one.Data!["type"]!.ToString() == one.Name);
        events.Where(one => one.Name == "response.output_item.added")
            .Select(one => one.Data!["output_index"]!.GetValue<int>())
            .ShouldBe([0, 1, 2, 3]);
    }

    [Fact]
    public void Write_EveryItem_HasTheSameIdInAllItsEvents()
    {
        var events = Translate.WriteStream(ModelApi.OpenAIResponses, Everything);

        foreach (var item in events.Where(one => one.Data!["output_index"] is not null)
            .GroupBy(one => one.Data!["output_index"]!.GetValue<int>()))
        {
            item.Select(one => (one.Data!["item_id"] ?? one.Data["item"]!["id"])!.ToString()).Distinct().Count().ShouldBe(1);
        }
    }

    [Fact]
    public void Write_LastEvent_RepeatsTheReply()
    {
        var response = Translate.WriteStream(ModelApi.OpenAIResponses, Everything)[^1].Data!["response"]!;

        response["output"]!
            .AsArray()
            .Select(item => item!["type"]!.ToString())
            .ShouldBe(["reasoning", "message", "function_call", "custom_tool_call"]);
        response["output"]![1]!["content"]![0]!["text"]!.ToString().ShouldBe("ab");
        response["output"]![2]!["arguments"]!.ToString().ShouldBe("{}");
        response["output"]![3]!["input"]!.ToString().ShouldBe("x");
        response["usage"]!["total_tokens"]!.GetValue<int>().ShouldBe(15);
    }

    [Fact]
    public void Write_ReasoningWithoutText_HasNoSummary()
    {
        var events = Translate.WriteStream(
            ModelApi.OpenAIResponses,
            sink => sink.SetReasoningSignature(new ReasoningSignature(ModelApi.OpenAIResponses, "ZmluYWw=")));

        events.ShouldNotContain(one => one.Name!.Contains("summary", StringComparison.Ordinal));
        events[^1].Data!["item"]!["encrypted_content"]!.ToString().ShouldBe("ZmluYWw=");
    }

    [Fact]
    public void Write_CustomTool_HasItsTextInOneDelta() => Translate.WriteStream(ModelApi.OpenAIResponses, Everything)
        .Where(one => one.Name!.StartsWith("response.custom_tool_call_input", StringComparison.Ordinal))
        .Select(one => (one.Data!["delta"] ?? one.Data["input"])!.ToString()).ShouldBe(["x", "x"]);

    [Theory]
    [InlineData(nameof(StopReason.MaxTokens), "response.incomplete", "max_output_tokens")]
    [InlineData(nameof(StopReason.Refusal), "response.incomplete", "content_filter")]
    [InlineData(nameof(StopReason.EndOfTurn), "response.completed", null)]
    public void Write_End_IsTheEventOfItsReason(string stop, string name, string? reason)
    {
        var last = Translate.WriteStream(ModelApi.OpenAIResponses, sink =>
        {
            sink.AppendText("a");
            sink.SetStopReason(Enum.Parse<StopReason>(stop), null);
            sink.Complete();
        })[^1];

        (last.Name, last.Data!["response"]!["incomplete_details"]?["reason"]?.ToString()).ShouldBe((name, reason));
    }

    [Theory]
    [InlineData(nameof(StopReason.Refusal), "response.completed")]
    [InlineData(nameof(StopReason.MaxTokens), "response.incomplete")]
    public void Write_EndAfterARefusalInWords_IsTheEventOfItsReason(string stop, string name) =>
        Translate.WriteStream(ModelApi.OpenAIResponses, sink =>
    {
        sink.AppendRefusal("No");
        sink.SetStopReason(Enum.Parse<StopReason>(stop), null);
        sink.Complete();
    })[^1].Name.ShouldBe(name);

    [Fact]
    public void Fail_InMidStream_HasTheItemsSoFar()
    {
        var last = Translate.WriteStream(ModelApi.OpenAIResponses, sink =>
        {
            sink.AppendText("a");
            sink.EndBlock();
            sink.Fail(new ApiError(ApiErrorKind.Overloaded, "busy"));
        })[^1];

        last.Name.ShouldBe("response.failed");
        last.Data!["response"]!["error"]!.ToJsonString().ShouldBe("""{"code":"overloaded","message":"busy"}""");
        last.Data["response"]!["output"]!.AsArray().Count.ShouldBe(1);
    }

    private static void Everything(IResponseStreamSink sink)
    {
        sink.AppendReasoning("hm");
        sink.AppendText("a");
        sink.AppendText("b");
        sink.BeginToolCall("c", new ToolName("f"));
        sink.AppendToolArguments("{}");
        sink.BeginToolCall("d", new ToolName("p", null, IsCustom: true));
        sink.AppendToolArguments("""{"input":"x"}""");
        sink.SetUsage(new Usage(10, 4, 0, 5, 3));
        sink.SetStopReason(StopReason.EndOfTurn, null);
        sink.Complete();
    }
}
