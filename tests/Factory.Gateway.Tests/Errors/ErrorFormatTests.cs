using System.Text;
using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Gateway.Errors;

namespace Factory.Gateway.Tests.Errors;

public sealed class ErrorFormatTests
{
    private static readonly GatewayError NoMoney = new(GatewayErrorKind.BudgetExceeded, "It's used up.", ErrorCodes.BudgetExceeded);

    [Fact]
    public void WriteBody_OpenAI_HasTheFactorysCode() =>
        Text(ErrorFormat.WriteBody(ModelApi.OpenAIChat, NoMoney))
            .ShouldBe("""{"error":{"message":"It's used up.","type":"insufficient_quota","param":null,"code":"budget.exceeded"}}""");

    [Theory]
    [InlineData((int)GatewayErrorKind.ForbiddenOrigin, "origin_refused")]
    [InlineData((int)GatewayErrorKind.MethodNotAllowed, "method_not_allowed")]
    [InlineData((int)GatewayErrorKind.InvalidKey, "invalid_api_key")]
    [InlineData((int)GatewayErrorKind.Overloaded, "overloaded")]
    public void WriteBody_OpenAIWithoutAFactoryCode_HasTheKinds(int kind, string code) =>
        JsonElement.Parse(ErrorFormat.WriteBody(ModelApi.OpenAIChat, new GatewayError((GatewayErrorKind)kind, "No.")))
            .GetProperty("error").GetProperty("code").GetString().ShouldBe(code);

    [Fact]
    public void WriteBody_Gemini_HasTheGatewaysStatus() =>
        JsonElement.Parse(ErrorFormat.WriteBody(
            ModelApi.GeminiGenerateContent,
            new GatewayError(GatewayErrorKind.UnsupportedEncoding, "No.")))
            .GetProperty("error").GetProperty("code").GetInt32().ShouldBe(415);

    [Fact]
    public void WriteEvent_Chat_IsAnUnnamedEvent() =>
        Text(ErrorFormat.WriteEvent(ModelApi.OpenAIChat, NoMoney, "c1", 3)).ShouldStartWith("data: {\"error\":{");

    [Fact]
    public void WriteEvent_Anthropic_IsNamedError() =>
        Text(ErrorFormat.WriteEvent(ModelApi.AnthropicMessages, NoMoney, "c1", 3))
            .ShouldBe("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"It's used up.\"}}\n\n");

    [Fact]
    public void WriteEvent_Responses_IsAFailedResponseWithOpenAIsOwnCode()
    {
        var text = Text(ErrorFormat.WriteEvent(ModelApi.OpenAIResponses, NoMoney, "c1", 3));

        text.ShouldStartWith("event: response.failed\ndata: ");
        text.ShouldEndWith("\n\n");
        var json = JsonElement.Parse(text["event: response.failed\ndata: ".Length..]);
        json.GetProperty("sequence_number").GetInt32().ShouldBe(3);
        var response = json.GetProperty("response");
        (response.GetProperty("id").GetString(), response.GetProperty("status").GetString()).ShouldBe(("resp_c1", "failed"));
        response.GetProperty("error").GetProperty("code").GetString().ShouldBe("insufficient_quota", "Codex retries for every other code");
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
