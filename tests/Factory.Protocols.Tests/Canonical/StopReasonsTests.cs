using Factory.Protocols.Anthropic;
using Factory.Protocols.Canonical;
using Factory.Protocols.Gemini;
using Factory.Protocols.OpenAIChat;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Canonical;

/// <summary>
/// Every stop reason in every API, both ways: an agent that gets the wrong one stops too early or never.
/// </summary>
public sealed class StopReasonsTests
{
    public static TheoryData<string> All => [.. Enum.GetNames<StopReason>()];

    [Theory]
    [InlineData("end_turn", nameof(StopReason.EndOfTurn))]
    [InlineData("tool_use", nameof(StopReason.ToolUse))]
    [InlineData("max_tokens", nameof(StopReason.MaxTokens))]
    [InlineData("model_context_window_exceeded", nameof(StopReason.MaxTokens))]
    [InlineData("stop_sequence", nameof(StopReason.StopSequence))]
    [InlineData("refusal", nameof(StopReason.Refusal))]
    [InlineData("length", nameof(StopReason.MaxTokens))]
    [InlineData("stop", nameof(StopReason.EndOfTurn))]
    [InlineData("content_filtered", nameof(StopReason.Refusal))]
    [InlineData("a_new_one", nameof(StopReason.EndOfTurn))]
    public void Read_Anthropic_IsMapped(string reason, string stop) => AnthropicStopReasons.Read(reason).ToString().ShouldBe(stop);

    [Theory]
    [InlineData("stop", nameof(StopReason.EndOfTurn))]
    [InlineData("eos", nameof(StopReason.EndOfTurn))]
    [InlineData("end_turn", nameof(StopReason.EndOfTurn))]
    [InlineData("tool_calls", nameof(StopReason.ToolUse))]
    [InlineData("function_call", nameof(StopReason.ToolUse))]
    [InlineData("length", nameof(StopReason.MaxTokens))]
    [InlineData("model_length", nameof(StopReason.MaxTokens))]
    [InlineData("content_filter", nameof(StopReason.Refusal))]
    [InlineData("max_tokens", nameof(StopReason.MaxTokens))]
    [InlineData("MAX_TOKENS", nameof(StopReason.MaxTokens))]
    [InlineData("model_context_window_exceeded", nameof(StopReason.MaxTokens))]
    [InlineData("STOP", nameof(StopReason.EndOfTurn))]
    [InlineData("eos_token", nameof(StopReason.EndOfTurn))]
    [InlineData("stop_sequence", nameof(StopReason.EndOfTurn))]
    [InlineData("repetition", nameof(StopReason.EndOfTurn))]
    [InlineData("tool_use", nameof(StopReason.ToolUse))]
    [InlineData("sensitive", nameof(StopReason.Refusal))]
    public void Read_Chat_IsMapped(string reason, string stop) => ChatFinishReasons.Read(reason).ToString().ShouldBe(stop);

    [Theory]
    [InlineData("STOP", nameof(StopReason.EndOfTurn))]
    [InlineData("MAX_TOKENS", nameof(StopReason.MaxTokens))]
    [InlineData("SAFETY", nameof(StopReason.Refusal))]
    [InlineData("RECITATION", nameof(StopReason.Refusal))]
    [InlineData("BLOCKLIST", nameof(StopReason.Refusal))]
    [InlineData("PROHIBITED_CONTENT", nameof(StopReason.Refusal))]
    [InlineData("SPII", nameof(StopReason.Refusal))]
    [InlineData("LANGUAGE", nameof(StopReason.Refusal))]
    [InlineData("IMAGE_SAFETY", nameof(StopReason.Refusal))]
    [InlineData("FINISH_REASON_UNSPECIFIED", nameof(StopReason.EndOfTurn))]
    public void Read_Gemini_IsMapped(string reason, string stop) => GeminiCandidate.ReadStop(reason).ToString().ShouldBe(stop);

    [Theory]
    [InlineData("completed", null, nameof(StopReason.EndOfTurn))]
    [InlineData("incomplete", "max_output_tokens", nameof(StopReason.MaxTokens))]
    [InlineData("incomplete", "content_filter", nameof(StopReason.Refusal))]
    public void Read_Responses_IsMapped(string status, string? reason, string stop) => Translate.ReadReply(
        ModelApi.OpenAIResponses,
        $$"""{"status":"{{status}}","incomplete_details":{{(reason is null ? "null" : $$"""{"reason":"{{reason}}"}""")}},"output":[]}""")
            .StopReason.ToString()
            .ShouldBe(stop);

    [Theory]
    [InlineData(null, nameof(StopReason.EndOfTurn))]
    [InlineData("stop", nameof(StopReason.EndOfTurn))]
    [InlineData("load", nameof(StopReason.EndOfTurn))]
    [InlineData("length", nameof(StopReason.MaxTokens))]
    public void Read_Ollama_IsMapped(string? reason, string stop) => Translate.ReadReply(
        ModelApi.OllamaChat,
        $$"""{"message":{"content":"a"},"done":true,"done_reason":{{(reason is null ? "null" : $"\"{reason}\"")}} }""")
            .StopReason.ToString()
            .ShouldBe(stop);

    [Theory]
    [InlineData(ModelApi.AnthropicMessages, """{"content":[],"stop_reason":"pause_turn"}""")]
    [InlineData(ModelApi.OpenAIChat, """{"choices":[{"message":{},"finish_reason":"insufficient_system_resource"}]}""")]
    [InlineData(ModelApi.OpenAIChat, """{"choices":[{"message":{},"finish_reason":"network_error"}]}""")]
    [InlineData(ModelApi.OpenAIChat, """{"choices":[{"message":{},"finish_reason":"abort"}]}""")]
    [InlineData(ModelApi.OpenAIChat, """{"choices":[{"message":{},"finish_reason":"error"}]}""")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}""")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"candidates":[{"finishReason":"OTHER"}]}""")]
    [InlineData(ModelApi.OpenAIResponses, """{"status":"incomplete","incomplete_details":{"reason":"max_tool_calls"},"output":[]}""")]
    [InlineData(ModelApi.OpenAIResponses, """{"status":"cancelled","output":[]}""")]
    public void Read_ReasonWithoutACounterpart_IsAnErrorOfTheProvider(ModelApi upstream, string reply) =>
        Should.Throw<TranslationException>(() => Translate.ReadReply(upstream, reply)).Reason.ShouldContain("cannot express");

    [Theory]
    [InlineData(nameof(StopReason.EndOfTurn), "stop", "completed", "end_turn", "STOP")]
    [InlineData(nameof(StopReason.ToolUse), "tool_calls", "completed", "tool_use", "STOP")]
    [InlineData(nameof(StopReason.MaxTokens), "length", "incomplete", "max_tokens", "MAX_TOKENS")]
    [InlineData(nameof(StopReason.StopSequence), "stop", "completed", "stop_sequence", "STOP")]
    [InlineData(nameof(StopReason.Refusal), "content_filter", "incomplete", "refusal", "SAFETY")]
    public void Write_EveryReason_IsTheClientsOwn(string stop, string chat, string responses, string anthropic, string gemini)
    {
        Written(ModelApi.OpenAIChat, stop)["choices"]![0]!["finish_reason"]!.ToString().ShouldBe(chat);
        Written(ModelApi.OpenAIResponses, stop)["status"]!.ToString().ShouldBe(responses);
        Written(ModelApi.AnthropicMessages, stop)["stop_reason"]!.ToString().ShouldBe(anthropic);
        Written(ModelApi.GeminiGenerateContent, stop)["candidates"]![0]!["finishReason"]!.ToString().ShouldBe(gemini);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WriteEnd_EveryReason_IsTheSameInAStream(string stop)
    {
        foreach (var client in Sample.Apis)
        {
            var events = Translate.WriteStream(client, sink =>
            {
                sink.AppendText("a");
                sink.SetStopReason(Enum.Parse<StopReason>(stop), null);
                sink.Complete();
            });

            var complete = Written(client, stop);
            var last = events[^1].Data;
            switch (client)
            {
                case ModelApi.OpenAIChat:
                    events[^2].Data!["choices"]![0]!["finish_reason"]!
                        .ToString()
                        .ShouldBe(complete["choices"]![0]!["finish_reason"]!.ToString());
                    break;
                case ModelApi.OpenAIResponses:
                    last!["response"]!["status"]!.ToString().ShouldBe(complete["status"]!.ToString());
                    last["type"]!.ToString().ShouldBe($"response.{complete["status"]}");
                    break;
                case ModelApi.AnthropicMessages:
                    events[^2].Data!["delta"]!["stop_reason"]!.ToString().ShouldBe(complete["stop_reason"]!.ToString());
                    break;
                default:
                    last!["candidates"]![0]!["finishReason"]!.ToString().ShouldBe(complete["candidates"]![0]!["finishReason"]!.ToString());
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WithToolCalls_EveryReason_ChangesAFinishedReplyOnly(string stop)
    {
        var reason = Enum.Parse<StopReason>(stop);

        reason.WithToolCalls(calls: false).ShouldBe(reason);
        reason.WithToolCalls(calls: true).ShouldBe(reason == StopReason.EndOfTurn ? StopReason.ToolUse : reason);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WithRefusal_EveryReason_ChangesAFinishedReplyOnly(string stop)
    {
        var reason = Enum.Parse<StopReason>(stop);

        reason.WithRefusal(refused: false).ShouldBe(reason);
        reason.WithRefusal(refused: true).ShouldBe(reason == StopReason.EndOfTurn ? StopReason.Refusal : reason);
    }

    [Fact]
    public void Write_RefusalCutAtTheLimit_IsIncompleteForResponses()
    {
        var reply = new ModelResponse([new RefusalPart("I can")], StopReason.MaxTokens);

        Translate.Written(ModelApi.OpenAIResponses, reply)["incomplete_details"]!["reason"]!.ToString().ShouldBe("max_output_tokens");
    }

    [Fact]
    public void Write_RefusalInWords_IsCompletedForResponses() =>
        Translate.Written(ModelApi.OpenAIResponses, new ModelResponse([new RefusalPart("No.")], StopReason.Refusal))["status"]!
            .ToString()
            .ShouldBe("completed");

    private static System.Text.Json.Nodes.JsonNode Written(ModelApi client, string stop) =>
        Translate.Written(
            client,
            new ModelResponse([new TextPart("a")], Enum.Parse<StopReason>(stop), stop == nameof(StopReason.StopSequence) ? "END" : null));
}
