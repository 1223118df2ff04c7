using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class AnthropicStreamWriterTests
{
    [Fact]
    public void Write_EveryKindOfBlock_HasStartDeltaAndStopWithOneIndex()
    {
        var events = Translate.WriteStream(ModelApi.AnthropicMessages, sink =>
        {
            sink.AppendReasoning("hm");
            sink.SetReasoningSignature(new ReasoningSignature(ModelApi.AnthropicMessages, "c2ln"));
            sink.AppendText("a");
            sink.AppendRefusal("no");
            sink.BeginToolCall("t.1", new ToolName("f"));
            sink.AppendToolArguments("{}");
            sink.SetStopReason(StopReason.EndOfTurn, null);
            sink.Complete();
        });

        events.Select(one => one.Name).ShouldBe(
        [
            "message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta",
            "content_block_stop", "content_block_start", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
        ]);
        events.ShouldAllBe(one => one.Data!["type"]!.ToString() == one.Name);
        events.Where(one => one.Data!["index"] is not null)
            .Select(one => one.Data!["index"]!.GetValue<int>())
            .ShouldBe([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
        events[3].Data!["delta"]!["signature"]!.ToString().ShouldBe("c2ln");
        events[11].Data!["content_block"]!["id"]!.ToString().ShouldStartWith("call_");
        events[14].Data!["delta"]!["stop_reason"]!.ToString().ShouldBe("tool_use");
    }

    [Fact]
    public void Write_MessageStart_HasWhatTheSdksRequire()
    {
        var message = Translate.WriteStream(ModelApi.AnthropicMessages, sink => sink.AppendText("a"))[0].Data!["message"]!;

        message["model"]!.ToString().ShouldBe("client-model");
        message["content"]!.AsArray().ShouldBeEmpty();
        message["usage"]!["input_tokens"]!.GetValue<int>().ShouldBe(0);
        message.AsObject().ContainsKey("stop_reason").ShouldBeTrue();
    }

    [Fact]
    public void Write_UsageBeforeTheFirstBlock_IsInMessageStart() => Translate.WriteStream(ModelApi.AnthropicMessages, sink =>
    {
        sink.SetUsage(new Usage(10, 4, 0, 1, 0));
        sink.AppendText("a");
    })[0].Data!["message"]!["usage"]!["input_tokens"]!.GetValue<int>().ShouldBe(6);

    [Theory]
    [InlineData(ModelApi.OpenAIChat, """{"choices":[{"delta":{"content":"a"}}]}""")]
    [InlineData(ModelApi.OpenAIResponses, """{"type":"response.output_text.delta","delta":"a"}""")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""")]
    public void Write_InputNotKnownYet_IsEstimatedInMessageStart(ModelApi upstream, string chunk)
    {
        var context = Sample.Context with { InputTokensEstimate = 30 };
        var stream = Translator.CreateStreamTranslator(upstream, ModelApi.AnthropicMessages, context, RequestMap.None);

        var events = Sse.Through(stream, [(null, chunk)], end: false);

        JsonNode.Parse(events[0].Data)!["message"]!["usage"]!["input_tokens"]!.GetValue<int>().ShouldBe(30);
    }

    [Fact]
    public void Write_StopSequence_IsInMessageDelta() => Translate.WriteStream(ModelApi.AnthropicMessages, sink =>
    {
        sink.SetStopReason(StopReason.StopSequence, "END");
        sink.Complete();
    })[1].Data!["delta"]!.ToJsonString().ShouldBe("""{"stop_reason":"stop_sequence","stop_sequence":"END"}""");

    [Fact]
    public void Write_ReasoningOfAnotherVendor_IsSignedWithAWrapper()
    {
        var events = Translate.WriteStream(ModelApi.AnthropicMessages, sink =>
        {
            sink.AppendReasoning("hm");
            sink.EndBlock();
        });

        var signature = events[3].Data!["delta"]!["signature"]!.ToString();
        ReasoningSignature.Unwrap(ModelApi.AnthropicMessages, signature).ShouldBe(new ReasoningSignature(ModelApi.OpenAIChat, ""));
    }

    [Fact]
    public void Fail_InMidStream_IsTheErrorEvent()
    {
        var events = Translate.WriteStream(ModelApi.AnthropicMessages, sink =>
        {
            sink.AppendText("a");
            sink.Fail(new ApiError(ApiErrorKind.Overloaded, "busy"));
        });

        events[^1].Name.ShouldBe("error");
        events[^1].Data!.ToJsonString().ShouldBe("""{"type":"error","error":{"type":"overloaded_error","message":"busy"}}""");
    }
}
