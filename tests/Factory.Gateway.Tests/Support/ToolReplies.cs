namespace Factory.Gateway.Tests.Support;

/// <summary>One tool call, as each provider says it.</summary>
internal static class ToolReplies
{
    private const string Candidate =
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"look","args":{"at":1}}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":7,"totalTokenCount":107},"modelVersion":"m"}""";

    public static string Whole(string provider) => provider switch
    {
        ModelApiNames.Chat => ProviderResponses.ChatTool,
        ModelApiNames.Responses => ProviderResponses.ResponsesTool,
        ModelApiNames.Messages => ProviderResponses.MessagesTool,
        _ => Candidate,
    };

    public static string[] Stream(string provider) => provider switch
    {
        ModelApiNames.Chat => ProviderResponses.ChatToolStream,
        ModelApiNames.Responses => ProviderResponses.ResponsesToolStream,
        ModelApiNames.Messages => ProviderResponses.MessagesToolStream,
        _ => [$"data: {Candidate}\r\n\r\n"],
    };
}
