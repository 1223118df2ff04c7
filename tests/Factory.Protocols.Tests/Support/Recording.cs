namespace Factory.Protocols.Tests.Support;

/// <summary>Requests of real clients: structure and field names as they were sent, prompts and descriptions replaced; and per protocol one that uses everything that can be carried.</summary>
internal static class Recording
{
    private static readonly Dictionary<string, Protocol> Known = new()
    {
        ["claude-code"] = Protocol.AnthropicMessages,
        ["claude-code-budget"] = Protocol.AnthropicMessages,
        ["claude-code-system-turns"] = Protocol.AnthropicMessages,
        ["codex"] = Protocol.OpenAIResponses,
        ["codex-code-mode"] = Protocol.OpenAIResponses,
        ["everything-chat"] = Protocol.OpenAIChat,
        ["everything-responses"] = Protocol.OpenAIResponses,
        ["everything-messages"] = Protocol.AnthropicMessages,
        ["everything-gemini"] = Protocol.GeminiGenerate,
        ["gemini-cli"] = Protocol.GeminiGenerate,
        ["gemini-cli-3"] = Protocol.GeminiGenerate,
        ["gemini-cli-router"] = Protocol.GeminiGenerate,
        ["pi-chat"] = Protocol.OpenAIChat,
        ["pi-responses"] = Protocol.OpenAIResponses,
        ["pi-messages"] = Protocol.AnthropicMessages,
        ["pi-gemini"] = Protocol.GeminiGenerate,
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static Protocol ProtocolOf(string name) => Known[name];

    public static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Conversations", $"{name}.json"));
}
