using System.Text;
using System.Text.Json;
using Factory.Protocols.Errors;

namespace Factory.Protocols.Tests.Errors;

public sealed class ProviderErrorReaderTests
{
    [Theory]
    [InlineData("""{"error":{"message":"why","type":"x"}}""", "why")]
    [InlineData("""{"type":"error","error":{"type":"x","message":"why"}}""", "why")]
    [InlineData("""{"error":"why"}""", "why")]
    [InlineData("""{"message":"why"}""", "why")]
    [InlineData("""{"object":"error","message":"why","code":400}""", "why")]
    [InlineData("""{"detail":"why"}""", "why")]
    [InlineData("""{"detail":[{"loc":["body"],"msg":"why"},{"loc":["body"],"msg":"and this"}]}""", "why; and this")]
    [InlineData("""{"detail":{"error":{"message":"why"}}}""", "why")]
    [InlineData("""{"errors":[{"code":5007,"message":"why"}],"success":false,"result":{}}""", "why")]
    [InlineData("""{"errors":["why"]}""", "why")]
    [InlineData("""{"error":{"detail":"why"}}""", "why")]
    [InlineData("""{"error":{"message":{"detail":"why"}}}""", "why")]
    [InlineData("""{"error":{"message":"","reason":"why"}}""", "why")]
    [InlineData("""{"error":"","message":"why"}""", "why")]
    [InlineData("""{"error":{"code":400},"message":"why"}""", "why")]
    [InlineData("""{"code":500,"msg":"why","success":false}""", "why")]
    [InlineData("""{"base_resp":{"status_code":1002,"status_msg":"why"}}""", "why")]
    [InlineData("""[{"error":{"code":400,"message":"why","status":"INVALID_ARGUMENT"}}]""", "why")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"why\"}}"}}}""", "why")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":{"detail":"why"}}}}""", "why")]
    [InlineData("""{"error":{"message":"Provider returned error","metadata":{"raw":"why"}}}""", "why")]
    [InlineData("""{"error":{"message":"why","metadata":{"provider_name":"X"}}}""", "why")]
    [InlineData("why", "why")]
    [InlineData("  upstream connect error\n", "upstream connect error")]
    [InlineData("<html>Bad gateway</html>", null)]
    [InlineData("""{"error":{"message":"cut o""", null)]
    [InlineData("""{"error":{"message":7}}""", null)]
    [InlineData("""{"error":{"message":"\ud83d"}}""", null)]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    [InlineData("\u0000\u0001", null)]
    [InlineData("", null)]
    public void Read_FormsOfVendorsAndFrameworks_FindsTheReason(string body, string? message)
    {
        var error = Read(body, 400);

        error.Message.ShouldBe(message);
        error.Kind.ShouldBe(ApiErrorKind.InvalidRequest);
    }

    [Fact]
    public void Read_LongReason_IsCutBetweenCharacters()
    {
        Read($$"""{"error":"{{new string('x', 1_000)}}"}""", 400).Message.ShouldBe(new string('x', 500) + "…");
        Read(new string('x', 499) + "😀😀", 400).Message.ShouldBe(new string('x', 499) + "…");
    }

    // The words are those of the vendors' documentation and of their bug reports.
    [Theory]
    [InlineData(400, "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.")]
    [InlineData(400, "Your input exceeds the context window of this model. Please adjust your input and try again.")]
    [InlineData(400, "prompt is too long: 213462 tokens > 200000 maximum")]
    [InlineData(400, "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000")]
    [InlineData(400, "Input is too long for requested model.")]
    [InlineData(400, "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).")]
    [InlineData(400, "This model's maximum prompt length is 131072 but the request contains 537812 tokens.")]
    [InlineData(400, "Please reduce the length of the messages or completion.")]
    [InlineData(400, "Invalid request: Your request exceeded model token limit: 262144")]
    [InlineData(400, "invalid params, context window exceeds limit")]
    [InlineData(400, "Prompt exceeds max length")]
    [InlineData(400, "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]")]
    [InlineData(400, "too many tokens: total number of tokens in the prompt cannot exceed 4081")]
    [InlineData(413, "Prompt is too long")]
    [InlineData(422, "prompt token count of 130000 exceeds the limit of 128000")]
    [InlineData(500, "the request exceeds the available context size, try increasing it")]
    [InlineData(500, "input length exceeds the context length")]
    public void Read_InputBeyondTheContextWindow_IsNamed(int status, string message) =>
        Read(JsonSerializer.Serialize(new { error = new { message } }), status).Kind.ShouldBe(ApiErrorKind.ContextExceeded);

    [Theory]
    [InlineData(429, "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 40000.", ApiErrorKind.RateLimit)]
    [InlineData(400, "max_tokens is too large: 99999. This model supports at most 16384 tokens.", ApiErrorKind.InvalidRequest)]
    [InlineData(413, "Request exceeds the maximum size", ApiErrorKind.TooLarge)]
    [InlineData(503, "context deadline exceeded", ApiErrorKind.Overloaded)]
    public void Read_OtherLimit_IsNoOverflow(int status, string message, ApiErrorKind kind) =>
        Read(JsonSerializer.Serialize(new { error = new { message } }), status).Kind.ShouldBe(kind);

    [Theory]
    [InlineData(429, """{"error":{"code":"insufficient_quota","message":"You exceeded your current quota"}}""", ApiErrorKind.Billing)]
    [InlineData(400, """{"error":{"message":"Your credit balance is too low to access the API."}}""", ApiErrorKind.Billing)]
    [InlineData(400, """{"error":{"message":"API key not valid. Please pass a valid API key."}}""", ApiErrorKind.Authentication)]
    public void Read_AccountOfTheFactory_IsNotTheRequestsFault(int status, string body, ApiErrorKind kind) =>
        Read(body, status).Kind.ShouldBe(kind);

    [Theory]
    [InlineData("""{"error":{"message":"x","code":429}}""", ApiErrorKind.RateLimit)]
    [InlineData("""{"error":{"message":"x","code":"429"}}""", ApiErrorKind.RateLimit)]
    [InlineData("""{"error":{"message":"x","code":"new","type":"invalid_request_error"}}""", ApiErrorKind.InvalidRequest)]
    [InlineData("""{"error":{"message":"x","code":"context_length_exceeded"}}""", ApiErrorKind.ContextExceeded)]
    [InlineData("""{"error":{"message":"x","code":"content_filter"}}""", ApiErrorKind.InvalidRequest)]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"x"}}""", ApiErrorKind.Overloaded)]
    [InlineData("""{"error":{"message":"x","status":"UNAVAILABLE"}}""", ApiErrorKind.Overloaded)]
    [InlineData("""{"response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"}}}""", ApiErrorKind.RateLimit)]
    [InlineData("""{"choices":[{"error":{"code":502,"message":"x"}}]}""", ApiErrorKind.BadGateway)]
    [InlineData("""{"error":true,"message":"x"}""", ApiErrorKind.Server)]
    [InlineData("""{"error":"x"}""", ApiErrorKind.Server)]
    public void Find_ErrorInASuccess_IsItsKind(string body, ApiErrorKind kind) => Find(body)!.Kind.ShouldBe(kind);

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"{\"error\":{}}"}}],"error":null}""")]
    [InlineData("""{"status":"completed","error":null,"output":[]}""")]
    [InlineData("""{"error":{},"choices":[]}""")]
    [InlineData("""{"error":false}""")]
    [InlineData("""{"message":{"content":"hi"}}""")]
    [InlineData("[]")]
    public void Find_Answer_HasNoError(string body) => Find(body).ShouldBeNull();

    [Theory]
    [InlineData("error", """{"message":"why"}""")]
    [InlineData("error", "why")]
    [InlineData("", """{"type":"error","message":"why"}""")]
    [InlineData("", """{"error":{"message":"why"}}""")]
    [InlineData("response.failed", """{"response":{"error":{"message":"why"}}}""")]
    public void FindInEvent_FormsOfErrorEvents_HaveTheReason(string name, string data) =>
        ProviderErrorReader.FindInEvent(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data))!.Message.ShouldBe("why");

    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"\"error\""}}]}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"partial_json":"{\"error\":1}"}}""")]
    [InlineData("""{"type":"response.completed","response":{"error":null,"output":[]}}""")]
    [InlineData("[DONE]")]
    public void FindInEvent_OtherEvent_IsNoError(string data) =>
        ProviderErrorReader.FindInEvent(default, Encoding.UTF8.GetBytes(data)).ShouldBeNull();

    [Theory]
    [InlineData("""{"error":{"details":[{"@type":"x"},{"@type":"google.rpc.RetryInfo","retryDelay":"12s"}]}}""", 12)]
    [InlineData("""[{"error":{"details":[{"retryDelay":"1.5s"}]}}]""", 1.5)]
    [InlineData("""{"error":{"message":"x"},"retry_after":7}""", 7)]
    public void Read_BodyThatRequestsAWait_HasIt(string body, double seconds) =>
        Read(body, 429).RetryAfter.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("")]
    public void FromHeaders_NoTime_IsNoWait(string value) =>
        RetryDelays.FromHeaders(value, value, DateTimeOffset.UnixEpoch).ShouldBeNull();

    [Theory]
    [InlineData("1500", "9", 1.5)]
    [InlineData(null, "9", 9d)]
    [InlineData(null, "0.5", 0.5)]
    [InlineData("NaN", "9", 9d)]
    [InlineData(null, "Thu, 01 Jan 1970 00:01:00 GMT", 60d)]
    [InlineData(null, "1e309", null)]
    [InlineData(null, "99999999999999999999", 30 * 24 * 3600d)]
    public void FromHeaders_FormsOfServers_AreRead(string? milliseconds, string? retryAfter, double? seconds) =>
        RetryDelays.FromHeaders(milliseconds, retryAfter, DateTimeOffset.UnixEpoch)
            .ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);

    private static ProviderError Read(string body, int status) => ProviderErrorReader.Read(Encoding.UTF8.GetBytes(body), status);

    private static ProviderError? Find(string body)
    {
        using var json = JsonDocument.Parse(body);
        return ProviderErrorReader.Find(json.RootElement);
    }
}
