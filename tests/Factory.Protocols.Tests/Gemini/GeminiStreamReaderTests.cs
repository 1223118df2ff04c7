using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Gemini;

public sealed class GeminiStreamReaderTests
{
    [Theory]
    [InlineData("""{"text":"a"}""", "text a")]
    [InlineData("""{"text":"h","thought":true}""", "reasoning h")]
    [InlineData("""{"text":"h","thought":true,"thoughtSignature":"c2ln"}""", "reasoning h|signature GeminiGenerateContent c2ln")]
    [InlineData("""{"text":"a","thoughtSignature":"c2ln"}""", "signature GeminiGenerateContent c2ln|text a")]
    [InlineData("""{"text":"","thoughtSignature":"c2ln"}""", "signature GeminiGenerateContent c2ln")]
    [InlineData("""{"text":""}""", "")]
    [InlineData("""{"functionCall":{"name":"f","args":{"x":1}}}""", "call call_01abc_1 f|args {\"x\":1}|end")]
    [InlineData("""{"functionCall":{"id":"g1","name":"f"}}""", "call g1 f|args {}|end")]
    [InlineData(
        """{"function_call":{"name":"f","args":{}},"thought_signature":"c2ln"}""",
        "signature GeminiGenerateContent c2ln|call call_01abc_1 f|args {}|end")]
    public void Read_Part_IsItsContentBehindItsSignature(string part, string expected) =>
        Read($$$$"""{"candidates":[{"content":{"parts":[{{{{part}}}}]}}]}""")
            .ShouldBe(expected.Split('|', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Read_CallsOverSeveralChunks_GetDifferentIds() => Read(
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"f"}}]}}]}""",
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"}}]}}]}""").Where(line =>
            line.StartsWith("call", StringComparison.Ordinal))
        .ShouldBe(["call call_01abc_1 f", "call call_01abc_2 f", "call call_01abc_3 f"]);

    [Theory]
    [InlineData("""{"candidates":[{"finishReason":"STOP"}]}""", "stop EndOfTurn")]
    [InlineData("""{"candidates":[{"content":{},"finishReason":"MAX_TOKENS"}]}""", "stop MaxTokens")]
    [InlineData("""{"candidates":[{"content":null,"finish_reason":"SAFETY"}]}""", "stop Refusal")]
    [InlineData("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}""", "stop Refusal")]
    [InlineData("""{"promptFeedback":{"safetyRatings":[]}}""", "")]
    [InlineData("""{"candidates":[]}""", "")]
    [InlineData("{}", "")]
    public void Read_End_IsTheReason(string data, string expected) =>
        Read(data).ShouldBe(expected.Split('|', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [InlineData("""{"promptTokenCount":10}""", "usage 10 0 0 0 0")]
    [InlineData(
        """{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":3,"cachedContentTokenCount":4,"toolUsePromptTokenCount":2,"totalTokenCount":20}""",
        "usage 12 4 0 8 3")]
    [InlineData("""{"prompt_token_count":10,"candidates_token_count":5}""", "usage 10 0 0 5 0")]
    public void Read_Usage_IncludesReasoningAndTools(string usage, string expected) =>
        Read($$$$"""{"usageMetadata":{{{{usage}}}} }""").ShouldBe([expected]);

    [Fact]
    public void Read_SecondCandidate_IsIgnored() =>
        Read("""{"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1,"content":{"parts":[{"text":"b"}]}}]}""")
            .ShouldBe(["text a"]);

    [Theory]
    [InlineData(
        """{"candidates":[{"content":{"parts":[{"executableCode":{}}]}}]}""",
        "chunk.candidates[0].content.parts[0].executableCode: code that Google runs")]
    [InlineData(
        """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"audio/wav","data":"x"}}]}}]}""",
        "chunk.candidates[0].content.parts[0].inlineData.mimeType: audio/wav cannot be translated")]
    [InlineData(
        """{"candidates":[{"content":{"parts":[{"functionCall":{"args":{}}}]}}]}""",
        "chunk.candidates[0].content.parts[0].functionCall.name: is missing")]
    [InlineData(
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":[]}}]}}]}""",
        "chunk.candidates[0].content.parts[0].functionCall.args: must be an object")]
    [InlineData(
        """{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}""",
        "finishReason: the provider stopped for MALFORMED_FUNCTION_CALL")]
    [InlineData("""{"candidates":5}""", "chunk.candidates: must be a list")]
    public void Read_Malformed_NamesTheField(string data, string message) =>
        Should.Throw<TranslationException>(() => Read(data)).Message.ShouldStartWith(message);

    private static IReadOnlyList<string> Read(params string[] events) => Translate.ReadStream(ModelApi.GeminiGenerateContent, events);
}
