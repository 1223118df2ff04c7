using System.Text;
using System.Text.Json.Nodes;
using Factory.Protocols.Canonical;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>
/// Replies that real servers sent, as public bug reports of other gateways show them: each is read natively and by a
/// client of every API, and all get the same.
/// </summary>
public sealed class ReportedReplyTests
{
    private const ModelApi Chat = ModelApi.OpenAIChat;

    [Theory]
    [InlineData("call-without-id.sse", Chat, "||call_01abc_1 f {}")]
    [InlineData("call-with-empty-id.sse", Chat, "||call_01abc_1 f {}")]
    [InlineData("arguments-as-object.sse", Chat, """||a f {"a":1}""")]
    [InlineData("two-calls-with-one-id.sse", Chat, """||call_0 f {"a":1}|call_01abc_1 g {"b":2}""")]
    [InlineData("message-instead-of-delta.sse", Chat, "|lost|")]
    [InlineData("content-as-list.sse", Chat, "|x|")]
    [InlineData("name-in-second-piece.sse", Chat, "||a1 f {}")]
    [InlineData("name-in-two-pieces.sse", Chat, "||a1 get_weather {}")]
    [InlineData("empty-name-first.sse", Chat, """||a1 f {"a":"x"}""")]
    [InlineData("empty-type-in-second-piece.sse", Chat, "||a1 f {}")]
    [InlineData("choices-null.sse", Chat, "|x|")]
    [InlineData("unknown-finish-reason.sse", Chat, "|x|")]
    [InlineData("split-surrogate.sse", Chat, "|😀 ok|")]
    [InlineData("overlapping-blocks.sse", ModelApi.AnthropicMessages, """||t1 del {"p":"a"}|t2 read {"p":"b"}""")]
    [InlineData("overlapping-items.sse", ModelApi.OpenAIResponses, """||c1 del {"p":"a"}|c2 read {"p":"b"}""")]
    [InlineData("input-at-start.sse", ModelApi.AnthropicMessages, """||t1 list_files {"path":"sub"}""")]
    public void CreateStreamTranslator_ReportedStream_IsReadWhole(string file, ModelApi upstream, string expected)
    {
        var events = Sse.Parse(Encoding.UTF8.GetBytes(Text(file).Replace("\r", "", StringComparison.Ordinal).TrimEnd('\n') + "\n\n"));

        Describe(ResponseTranslationTests.Collect(upstream, events)).ShouldBe(expected);
        foreach (var client in Sample.Apis)
        {
            var got = Sse.Through(Translator.CreateStreamTranslator(upstream, client, Sample.Context, RequestMap.None), events);
            Describe(ResponseTranslationTests.Collect(client, got)).ShouldBe(expected, client.ToString());
        }
    }

    [Theory]
    [InlineData("call-without-id.json", Chat, "||call_01abc_1 f {}")]
    [InlineData("arguments-as-object.json", Chat, """||a f {"a":1}""")]
    [InlineData("thinking-in-content-list.json", Chat, "hm|x|")]
    [InlineData("text-in-two-parts.json", ModelApi.GeminiGenerateContent, """|{"city":"San Marino"}|""")]
    public void TranslateResponse_ReportedReply_IsReadWhole(string file, ModelApi upstream, string expected)
    {
        var body = Encoding.UTF8.GetBytes(Text(file));
        foreach (var client in Sample.Apis)
        {
            var got = Translator.TranslateResponse(upstream, client, body, Sample.Context, RequestMap.None);
            Describe(ResponseTranslationTests.Read(client, got)).ShouldBe(expected, client.ToString());
        }
    }

    [Theory]
    [InlineData(ModelApi.AnthropicMessages, """{"content":[{"type":"text","text":"{\"a\""},{"type":"text","text":":1}"}]}""")]
    [InlineData(ModelApi.GeminiGenerateContent, """{"candidates":[{"content":{"parts":[{"text":"{\"a\""},{"text":":1}"}]}}]}""")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """
        {"output":[{"type":"message","role":"assistant","content":[
            {"type":"output_text","text":"{\"a\""},{"type":"output_text","text":":1}"}]}]}
        """)]
    [InlineData(Chat, """{"choices":[{"message":{"content":[{"type":"text","text":"{\"a\""},{"type":"text","text":":1}"}]}}]}""")]
    public void TranslateResponse_TextInPieces_IsJoinedWithNothingBetween(ModelApi upstream, string reply) =>
        Translate.Reply(upstream, Chat, reply)["choices"]![0]!["message"]!["content"]!.ToString().ShouldBe("""{"a":1}""");

    [Theory]
    [InlineData("\"{\\\"a\\\":\\\"\\ud83d\\\"}\"")]
    [InlineData("\"{\\\"a\\\":\\\"\\ud83d\"")]
    public void TranslateResponse_HalfOfACharacterInArguments_IsReplaced(string arguments)
    {
        var call = $$$"""{"id":"a","function":{"name":"f","arguments":{{{arguments}}}}}""";
        var reply = $$$"""{"choices":[{"message":{"tool_calls":[{{{call}}}]},"finish_reason":"tool_calls"}]}""";

        foreach (var client in Sample.Apis)
        {
            Translate.Reply(Chat, client, reply).ToJsonString().ShouldContain("FFFD", Case.Insensitive, client.ToString());
        }
    }

    [Theory]
    [InlineData("""{"tool_calls":[{"id":"a","function":{"name":"","arguments":"{}"}}]}""", "name: is missing")]
    [InlineData("""{"images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}],"content":"x"}""", "sent an image")]
    [InlineData("""{"content":[{"type":"image_url","image_url":{"url":"x"}}]}""", "sent an image")]
    [InlineData("""{"content":[{"type":"file","file":{}}]}""", "a part of type file")]
    [InlineData("""{"audio":{"id":"x"}}""", "sound")]
    [InlineData("""{"content":7}""", "must be a string or a list")]
    public void Read_ChatContentWithoutASafeReading_IsAnErrorWholeAndStreamed(string message, string reason)
    {
        Should.Throw<TranslationException>(() => Translate.ReadReply(Chat, $$"""{"choices":[{"message":{{message}}}]}"""))
            .Message.ShouldContain(reason);
        Should.Throw<TranslationException>(() =>
            Translate.ReadStream(Chat, $$"""{"choices":[{"delta":{{message}},"finish_reason":"stop"}]}""")).Message.ShouldContain(reason);
    }

    [Theory]
    [InlineData("""{"content":[{"type":"thinking","thinking":"hm"},"x"]}""", "hm|x|")]
    [InlineData("""{"reasoning":{"content":"hm"},"content":"x"}""", "hm|x|")]
    [InlineData("""{"content":[{"type":"text","text":"x"},{"type":"reference","reference_ids":[1]}],"images":[]}""", "|x|")]
    [InlineData("""{"function_call":{"name":"f","arguments":"{}"}}""", "||call_01abc_1 f {}")]
    [InlineData("""{"content":"a\ud83db"}""", "|a\ufffdb|")]
    [InlineData("""{"tool_calls":[{"index":"0","function":{"name":"f","arguments":"{}"}},{"index":1.0,"function":{"name":"g"}}]}""",
        "||call_01abc_1 f {}|call_01abc_2 g ")]
    public void Read_ChatContentOfOtherServers_IsReadWholeAndStreamed(string message, string expected)
    {
        var whole = $$"""{"choices":[{"message":{{message}},"finish_reason":"stop"}]}""";
        Describe(Translate.ReadReply(Chat, whole)).ShouldBe(expected);
        foreach (var field in new[] { "delta", "message" })
        {
            var chunk = whole.Replace("\"message\":", $"\"{field}\":", StringComparison.Ordinal);
            Describe(ResponseTranslationTests.Collect(Chat, [(null, chunk), (null, "[DONE]")])).ShouldBe(expected, field);
        }
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ReportedReplies", file));

    private static string Describe(ModelResponse reply) =>
        string.Concat(reply.Parts.OfType<ReasoningPart>().Select(part => part.Text)) + "|"
        + string.Concat(reply.Parts.OfType<TextPart>().Select(part => part.Text)) + "|"
        + string.Join('|', reply.Parts.OfType<ToolCallPart>().Select(call =>
            $"{call.Id} {call.Name.Name} {(call.Arguments.Length == 0 ? "" : JsonNode.Parse(call.Arguments)!.ToJsonString())}"));
}
