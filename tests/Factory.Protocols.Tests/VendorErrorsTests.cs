using System.Buffers;
using System.Text;
using System.Text.Json;
using Factory.Protocols.Errors;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests;

public sealed class VendorErrorsTests
{
    public static TheoryData<ApiErrorKind> Kinds => [.. Enum.GetValues<ApiErrorKind>()];

    [Fact]
    public void All_EveryKind_HasOneRow() => VendorErrors.All.Select(row => row.Kind).ShouldBe(Enum.GetValues<ApiErrorKind>(), ignoreOrder: true);

    [Theory, MemberData(nameof(Kinds))]
    public void FromStatus_StatusOfTheTable_IsItsKind(ApiErrorKind kind) => VendorErrors.FromStatus(VendorErrors.Get(kind).Status).ShouldBe(kind);

    [Theory]
    [InlineData(529, ApiErrorKind.Overloaded)]
    [InlineData(408, ApiErrorKind.Timeout)]
    [InlineData(422, ApiErrorKind.InvalidRequest)]
    [InlineData(501, ApiErrorKind.Server)]
    [InlineData(200, ApiErrorKind.Server)]
    public void FromStatus_OtherStatus_IsTheClosestKind(int status, ApiErrorKind kind) => VendorErrors.FromStatus(status).ShouldBe(kind);

    // OpenAI's, Anthropic's and Google's documented values.
    [Theory]
    [InlineData("invalid_api_key", ApiErrorKind.Authentication)]
    [InlineData("insufficient_quota", ApiErrorKind.Billing)]
    [InlineData("rate_limit_exceeded", ApiErrorKind.RateLimit)]
    [InlineData("server_is_overloaded", ApiErrorKind.Overloaded)]
    [InlineData("slow_down", ApiErrorKind.Overloaded)]
    [InlineData("service_unavailable_error", ApiErrorKind.Overloaded)]
    [InlineData("invalid_request_error", ApiErrorKind.InvalidRequest)]
    [InlineData("authentication_error", ApiErrorKind.Authentication)]
    [InlineData("billing_error", ApiErrorKind.Billing)]
    [InlineData("permission_error", ApiErrorKind.Permission)]
    [InlineData("not_found_error", ApiErrorKind.NotFound)]
    [InlineData("request_too_large", ApiErrorKind.TooLarge)]
    [InlineData("rate_limit_error", ApiErrorKind.RateLimit)]
    [InlineData("api_error", ApiErrorKind.Server)]
    [InlineData("overloaded_error", ApiErrorKind.Overloaded)]
    [InlineData("timeout_error", ApiErrorKind.Timeout)]
    [InlineData("RESOURCE_EXHAUSTED", ApiErrorKind.RateLimit)]
    [InlineData("UNAUTHENTICATED", ApiErrorKind.Authentication)]
    [InlineData("DEADLINE_EXCEEDED", ApiErrorKind.Timeout)]
    [InlineData("INTERNAL", ApiErrorKind.Server)]
    [InlineData("something_new", ApiErrorKind.Server)]
    [InlineData(null, ApiErrorKind.Server)]
    public void FromName_DocumentedValue_IsItsKind(string? name, ApiErrorKind kind) => VendorErrors.FromName(name).ShouldBe(kind);

    [Fact]
    public void WriteBody_OpenAI_HasTypeCodeAndAnEmptyParam() =>
        Json(ProtocolError.WriteBody(ModelApi.OpenAIChat, ApiErrorKind.Authentication, "No key.")).GetProperty("error").GetRawText()
            .ShouldBe("""{"message":"No key.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}""");

    [Fact]
    public void WriteBody_OpenAIWithACode_PrefersIt() =>
        Json(ProtocolError.WriteBody(ModelApi.OpenAIResponses, ApiErrorKind.Billing, "Empty.", code: "budget.exceeded")).GetProperty("error").GetProperty("code").GetString()
            .ShouldBe("budget.exceeded");

    [Fact]
    public void WriteBody_Anthropic_SaysErrorTwice() =>
        Json(ProtocolError.WriteBody(ModelApi.AnthropicMessages, ApiErrorKind.Billing, "Empty.")).GetRawText()
            .ShouldBe("""{"type":"error","error":{"type":"billing_error","message":"Empty."}}""");

    [Theory]
    [InlineData(null, 402)]
    [InlineData(415, 415)]
    public void WriteBody_Gemini_HasTheStatusAsNumberAndName(int? status, int code)
    {
        var error = Json(ProtocolError.WriteBody(ModelApi.GeminiGenerateContent, ApiErrorKind.Billing, "Empty.", status)).GetProperty("error");

        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("status").GetString().ShouldBe("RESOURCE_EXHAUSTED");
    }

    [Theory]
    [InlineData(402, "billing_error")]
    [InlineData(429, "rate_limit_error")]
    public void TranslateStream_GeminisResourceExhausted_IsTakenByItsCode(int code, string expected)
    {
        var translator = Translator.CreateStreamTranslator(ModelApi.GeminiGenerateContent, ModelApi.AnthropicMessages, Some.Context, RequestMap.None);
        var output = new ArrayBufferWriter<byte>();
        var error = $$$"""{"error":{"code":{{{code}}},"message":"No more.","status":"RESOURCE_EXHAUSTED"}}""";

        translator.WriteEvent(null, Encoding.UTF8.GetBytes(error), output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldContain($"\"type\":\"{expected}\"");
    }

    private static JsonElement Json(byte[] body) => JsonElement.Parse(body);
}
