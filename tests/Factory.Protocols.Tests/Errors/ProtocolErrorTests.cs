using System.Text;
using System.Text.Json;
using Factory.Protocols.Errors;

namespace Factory.Protocols.Tests.Errors;

public sealed class ProtocolErrorTests
{
    [Theory]
    [InlineData(ModelApi.AnthropicMessages, 429, """{"type":"error","error":{"type":"rate_limit_error","message":"m"}}""")]
    [InlineData(ModelApi.AnthropicMessages, 529, """{"type":"error","error":{"type":"overloaded_error","message":"m"}}""")]
    [InlineData(ModelApi.GeminiGenerateContent, 429, """{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}""")]
    [InlineData(ModelApi.GeminiGenerateContent, 418, """{"error":{"code":418,"message":"m","status":"INVALID_ARGUMENT"}}""")]
    [InlineData(
        ModelApi.OpenAIChat,
        401,
        """{"error":{"message":"m","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData(
        ModelApi.OpenAIResponses,
        402,
        """{"error":{"message":"m","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""")]
    [InlineData(
        ModelApi.OpenAIEmbeddings,
        502,
        """{"error":{"message":"m","type":"server_error","param":null,"code":"provider_failed"}}""")]
    public void WriteBody_StatusOfACall_HasTheVendorsForm(ModelApi client, int status, string expected) =>
        Encoding.UTF8.GetString(ProtocolError.WriteBody(client, VendorErrors.FromStatus(status), "m", status)).ShouldBe(expected);

    [Fact]
    public void WriteBody_OpenAI_HasTypeCodeAndAnEmptyParam() =>
        Json(ProtocolError.WriteBody(ModelApi.OpenAIChat, ApiErrorKind.Authentication, "No key.")).GetProperty("error").GetRawText()
            .ShouldBe("""{"message":"No key.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}""");

    [Fact]
    public void WriteBody_OpenAIWithACode_PrefersIt() =>
        Json(ProtocolError.WriteBody(ModelApi.OpenAIResponses, ApiErrorKind.Billing, "Empty.", code: "budget.exceeded"))
            .GetProperty("error")
            .GetProperty("code")
            .GetString()
            .ShouldBe("budget.exceeded");

    [Fact]
    public void WriteBody_Anthropic_HasTheTypeErrorAndTheKind() =>
        Json(ProtocolError.WriteBody(ModelApi.AnthropicMessages, ApiErrorKind.Billing, "Empty.")).GetRawText()
            .ShouldBe("""{"type":"error","error":{"type":"billing_error","message":"Empty."}}""");

    [Theory]
    [InlineData(null, 402)]
    [InlineData(415, 415)]
    public void WriteBody_Gemini_HasTheStatusAsNumberAndName(int? status, int code)
    {
        var error = Json(ProtocolError.WriteBody(ModelApi.GeminiGenerateContent, ApiErrorKind.Billing, "Empty.", status))
            .GetProperty("error");

        error.GetProperty("code").GetInt32().ShouldBe(code);
        error.GetProperty("status").GetString().ShouldBe("RESOURCE_EXHAUSTED");
    }

    private static JsonElement Json(byte[] body) => JsonElement.Parse(body);
}
