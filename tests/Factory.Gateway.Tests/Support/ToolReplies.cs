namespace Factory.Gateway.Tests.Support;

/// <summary>One tool call, as each provider writes it.</summary>
internal static class ToolReplies
{
    private const string Candidate =
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"at":1}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":7,"totalTokenCount":107},"modelVersion":"m"}""";

    public static string Whole(ModelApi provider) => provider switch
    {
        ModelApi.OpenAIChat => ProviderResponses.ChatTool,
        ModelApi.OpenAIResponses => ProviderResponses.ResponsesTool,
        ModelApi.AnthropicMessages => ProviderResponses.MessagesTool,
        _ => Candidate,
    };

    public static string[] Stream(ModelApi provider) => provider switch
    {
        ModelApi.OpenAIChat => ProviderResponses.ChatToolStream,
        ModelApi.OpenAIResponses => ProviderResponses.ResponsesToolStream,
        ModelApi.AnthropicMessages => ProviderResponses.MessagesToolStream,
        _ => [$"data: {Candidate}\r\n\r\n"],
    };
}
