using System.Text.Json.Nodes;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

/// <summary>A provider's failure in the middle of its stream, on every API, as a client of another API gets it.</summary>
public sealed class ErrorEventTests
{
    private static readonly Dictionary<ModelApi, string> Begin = new()
    {
        [ModelApi.OpenAIChat] = """{"choices":[{"delta":{"content":"a"}}]}""",
        [ModelApi.OpenAIResponses] = """{"type":"response.output_text.delta","output_index":0,"delta":"a"}""",
        [ModelApi.AnthropicMessages] = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"a"}}""",
        [ModelApi.GeminiGenerateContent] = """{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""",
        [ModelApi.OllamaChat] = """{"message":{"content":"a"},"done":false}""",
    };

    [Theory]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"error":{"message":"busy","type":"server_error","code":"server_is_overloaded"}}""",
        ApiErrorKind.Overloaded,
        "busy")]
    [InlineData(ModelApi.OpenAIChat, """{"error":{"message":"slow down","code":429}}""", ApiErrorKind.RateLimit, "slow down")]
    [InlineData(ModelApi.OpenAIChat, """{"error":{"message":"odd","code":99999999999999999999}}""", ApiErrorKind.Server, "odd")]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"error":{"message":"bad","type":"invalid_request_error","code":null}}""",
        ApiErrorKind.InvalidRequest,
        "bad")]
    [InlineData(ModelApi.OpenAIChat, """{"error":"just text"}""", ApiErrorKind.Server, "just text")]
    [InlineData(
        ModelApi.OpenAIChat,
        """{"error":{"message":"m"},"choices":[{"delta":{"content":"not read"}}]}""",
        ApiErrorKind.Server,
        "m")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"slow"}}}""",
        ApiErrorKind.RateLimit,
        "slow")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"type":"response.failed","response":{"status":"failed","error":null}}""",
        ApiErrorKind.Server,
        "The provider failed without an error message.")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"type":"error","code":"server_error","message":"broken","param":null,"sequence_number":3}""",
        ApiErrorKind.Server,
        "broken")]
    [InlineData(
        ModelApi.OpenAIResponses,
        """{"type":"error","error":{"code":503,"message":"loading"}}""",
        ApiErrorKind.Overloaded,
        "loading")]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""",
        ApiErrorKind.Overloaded,
        "Overloaded")]
    [InlineData(
        ModelApi.AnthropicMessages,
        """{"type":"error","error":{}}""",
        ApiErrorKind.Server,
        "The provider failed without an error message.")]
    [InlineData(
        ModelApi.GeminiGenerateContent,
        """{"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED"}}""",
        ApiErrorKind.RateLimit,
        "quota")]
    [InlineData(ModelApi.OllamaChat, """{"error":"an error was encountered"}""", ApiErrorKind.Server, "an error was encountered")]
    public void WriteEvent_ErrorAfterText_EndsTheClientsStreamWithIt(ModelApi upstream, string data, ApiErrorKind kind, string message)
    {
        var events = Translate.Stream(upstream, ModelApi.AnthropicMessages, Begin[upstream], data, Begin[upstream]);

        events.Count(e => e.Name == "error").ShouldBe(1);
        var (name, last) = events[^1];
        var error = JsonNode.Parse(last)!["error"]!;
        (name, (string?)error["type"], (string?)error["message"]).ShouldBe(("error", VendorErrors.Get(kind).AnthropicType, message));
    }
}
