using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Ollama;

public sealed class OllamaStreamReaderTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":"a"}""", "text a")]
    [InlineData("""{"content":"","thinking":"hm"}""", "reasoning hm")]
    [InlineData(
        """{"content":"a","thinking":"hm","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}}]}""",
        "reasoning hm|text a|call call_01abc_0 f|args {\"x\":1}|end")]
    [InlineData(
        """{"tool_calls":[{"id":"ignored","function":{"index":0,"name":"f","arguments":"{\"x\":1}"}}]}""",
        "call call_01abc_0 f|args {\"x\":1}|end")]
    [InlineData("""{"tool_calls":[{"function":{"name":"f"}}]}""", "call call_01abc_0 f|args {}|end")]
    [InlineData("""{"content":"","tool_calls":null}""", "")]
    public void Read_Message_IsItsParts(string message, string expected) =>
        Read($$$$"""{"message":{{{{message}}}},"done":false}""").ShouldBe(expected.Split('|', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("""{"done":true,"done_reason":"stop","prompt_eval_count":10,"eval_count":3}""", "usage 10 0 0 3 0|stop EndOfTurn|complete")]
    [InlineData("""{"done":true,"done_reason":"length","eval_count":3}""", "usage 0 0 0 3 0|stop MaxTokens|complete")]
    [InlineData("""{"done":true}""", "stop EndOfTurn|complete")]
    [InlineData("""{"message":{"content":"last"},"done":true,"done_reason":"stop"}""", "text last|stop EndOfTurn|complete")]
    public void Read_LastLine_EndsTheReply(string line, string expected) => Read(line).ShouldBe(expected.Split('|'));

    [Fact]
    public void Read_CallsOfSeveralLines_GetDifferentIds() => Read(
        """{"message":{"tool_calls":[{"function":{"name":"f"}}]}}""",
        """{"message":{"tool_calls":[{"function":{"name":"f"}}]}}""").Where(line =>
            line.StartsWith("call", StringComparison.Ordinal)).ShouldBe(["call call_01abc_0 f", "call call_01abc_1 f"]);

    [Theory]
    [InlineData("""{"message":"a"}""", "line.message: must be an object")]
    [InlineData("""{"message":{"tool_calls":[{"function":{"arguments":{}}}]}}""", "line.message.tool_calls[0].function.name: is missing")]
    [InlineData(
        """{"message":{"tool_calls":[{"function":{"name":"f","arguments":[1]}}]}}""",
        "line.message.tool_calls[0].function.arguments: must be an object")]
    [InlineData("""{"done":"yes"}""", "line.done: must be true or false")]
    public void Read_Malformed_NamesTheField(string line, string message) =>
        Should.Throw<TranslationException>(() => Read(line)).Message.ShouldBe(message);

    private static IReadOnlyList<string> Read(params string[] lines) => Translate.ReadStream(ModelApi.OllamaChat, lines);
}
