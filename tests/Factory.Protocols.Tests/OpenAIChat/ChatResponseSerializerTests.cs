using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.OpenAIChat;

public sealed class ChatResponseSerializerTests
{
    [Theory]
    [InlineData("null", nameof(StopReason.EndOfTurn))]
    [InlineData("\"\"", nameof(StopReason.EndOfTurn))]
    [InlineData("\"length\"", nameof(StopReason.MaxTokens))]
    public void Read_FinishReason_MayBeMissing(string reason, string stop) =>
        Translate.ReadReply(
            ModelApi.OpenAIChat,
            $$$$"""{"choices":[{"message":{"content":"a"},"finish_reason":{{{{reason}}}} }]}""").StopReason.ToString().ShouldBe(stop);

    [Fact]
    public void Read_CallsUnderStop_AreToolUse() =>
        Translate.ReadReply(
            ModelApi.OpenAIChat,
            """{"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":""}}]},"finish_reason":"stop"}]}""")
                .StopReason.ShouldBe(StopReason.ToolUse);

    [Fact]
    public void Read_CallsWithoutIds_GetDifferentIds() =>
        Translate.ReadReply(
            ModelApi.OpenAIChat,
            """{"choices":[{"message":{"tool_calls":[{"id":"","function":{"name":"f","arguments":"{}"}},{"function":{"name":"f","arguments":"{}"}},{"id":"c","function":{"name":"f","arguments":"{}"}}]}}]}""")
            .Parts.OfType<ToolCallPart>().Select(call => call.Id).ShouldBe(["call_01abc_1", "call_01abc_2", "c"]);

    [Fact]
    public void Read_NameOfTheModel_IsIgnored() =>
        Translate.ReadReply(
            ModelApi.OpenAIChat,
            """{"choices":[{"message":{"role":"assistant","name":"MiniMax AI","audio_content":"","content":"a"},"finish_reason":"stop"}]}""")
                .Parts.ShouldBe([new TextPart("a")]);

    [Theory]
    [InlineData("""{"error":{"message":"no credit","code":402}}""", "error: the provider failed: no credit")]
    [InlineData("""{"error":"broken"}""", "error: the provider failed: broken")]
    [InlineData("""{"choices":[]}""", "choices: the provider sent no choice")]
    [InlineData("""{"choices":null}""", "choices: is missing")]
    [InlineData("""{"choices":[{"finish_reason":"stop"}]}""", "choices[0].message: is missing")]
    public void Read_NoReply_SaysWhy(string body, string message) =>
        Should.Throw<TranslationException>(() => Translate.ReadReply(ModelApi.OpenAIChat, body)).Message.ShouldBe(message);

    [Fact]
    public void Write_Reply_HasTheFieldsOfTheSdks()
    {
        var written = Translate.Written(
            ModelApi.OpenAIChat,
            new ModelResponse(
                [
                    new ReasoningPart("hm", new ReasoningSignature(ModelApi.AnthropicMessages, "c2ln")),
                    new TextPart("a"),
                    new ToolCallPart("c", new ToolName("f"), "{}"),
                ],
                StopReason.ToolUse,
                null,
                new Usage(10, 4, 2, 5, 3)));

        written["choices"]![0]!["message"]!
            .ToJsonString()
            .ShouldBe(
                """{"role":"assistant","content":"a","reasoning_content":"hm","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""");
        written["usage"]!
            .ToJsonString()
            .ShouldBe(
                """{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}""");
        (written["id"]!.ToString(), written["created"]!.GetValue<long>(), written["model"]!.ToString())
            .ShouldBe(("chatcmpl-01abc", 1_700_000_000, "client-model"));
    }

    [Fact]
    public void Write_CustomCall_HasItsText() =>
        Translate.Written(
            ModelApi.OpenAIChat,
            new ModelResponse(
                [new ToolCallPart("c", new ToolName("p", null, true), CustomTools.WrapInput("x"))],
                StopReason.ToolUse))["choices"]![0]!["message"]!["tool_calls"]![0]!
            .ToJsonString().ShouldBe("""{"id":"c","type":"custom","custom":{"name":"p","input":"x"}}""");

    [Fact]
    public void Write_UnknownUsage_IsLeftOut() =>
        Translate.Written(ModelApi.OpenAIChat, new ModelResponse([], StopReason.EndOfTurn)).AsObject().ContainsKey("usage").ShouldBeFalse();
}
