using System.Text.Json;

namespace Factory.Gateway.Tests.Support;

/// <summary>Checks errors in the form of each API.</summary>
internal static class ApiErrorCheck
{
    /// <summary>Picks the value of the client's API.</summary>
    public static string Pick(ModelApi api, string openAI, string anthropic, string google) =>
        api switch { ModelApi.AnthropicMessages => anthropic, ModelApi.GeminiGenerateContent => google, _ => openAI };

    /// <summary>The vendor's word in the body of an error.</summary>
    public static string? ErrorOf(ModelApi client, string json) =>
        JsonDocument.Parse(json)
            .RootElement.GetProperty("error")
            .GetProperty(client == ModelApi.GeminiGenerateContent ? "status" : "type")
            .GetString();

    /// <summary>What follows a stream's last event must be the API's error event.</summary>
    public static void ShouldBeErrorEvent(ModelApi api, string rest, string message, string openAI, string anthropic, string google)
    {
        rest.ShouldContain(message);
        switch (api)
        {
            case ModelApi.AnthropicMessages:
                rest.ShouldStartWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + anthropic + "\"");
                break;
            case ModelApi.GeminiGenerateContent:
                rest.ShouldStartWith("data: {\"error\":{\"code\":");
                rest.ShouldContain(google);
                break;
            case ModelApi.OpenAIResponses:
                rest.ShouldStartWith("event: response.failed\ndata: {\"type\":\"response.failed\"");
                break;
            default:
                rest.ShouldStartWith("data: {\"error\":{");
                rest.ShouldContain($"\"type\":\"{openAI}\"");
                break;
        }

        rest.ShouldEndWith("\n\n");
    }
}
