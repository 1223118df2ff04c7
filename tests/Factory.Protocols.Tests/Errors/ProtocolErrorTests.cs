using System.Text;
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
    [InlineData(ModelApi.OpenAIEmbeddings, 502, """{"error":{"message":"m","type":"server_error","param":null,"code":"server_error"}}""")]
    public void Body_StatusOfACall_HasTheVendorsForm(ModelApi client, int status, string expected) =>
        Encoding.UTF8.GetString(ProtocolError.Body(client, status, "m")).ShouldBe(expected);
}
