namespace Factory.Protocols.Tests.Support;

/// <summary>
/// Requests of real clients: structure and field names as they were sent, prompts and descriptions replaced; and per
/// protocol one that uses everything that can be carried.
/// </summary>
internal static class Recording
{
    private static readonly Dictionary<string, ModelApi> Known = new()
    {
        ["claude-code"] = ModelApi.AnthropicMessages,
        ["claude-code-budget"] = ModelApi.AnthropicMessages,
        ["claude-code-system-turns"] = ModelApi.AnthropicMessages,
        ["codex"] = ModelApi.OpenAIResponses,
        ["codex-code-mode"] = ModelApi.OpenAIResponses,
        ["everything-chat"] = ModelApi.OpenAIChat,
        ["everything-responses"] = ModelApi.OpenAIResponses,
        ["everything-messages"] = ModelApi.AnthropicMessages,
        ["everything-gemini"] = ModelApi.GeminiGenerateContent,
        ["gemini-cli"] = ModelApi.GeminiGenerateContent,
        ["gemini-cli-3"] = ModelApi.GeminiGenerateContent,
        ["gemini-cli-router"] = ModelApi.GeminiGenerateContent,
        ["pi-chat"] = ModelApi.OpenAIChat,
        ["pi-responses"] = ModelApi.OpenAIResponses,
        ["pi-messages"] = ModelApi.AnthropicMessages,
        ["pi-gemini"] = ModelApi.GeminiGenerateContent,
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static ModelApi ApiOf(string name) => Known[name];

    public static byte[] Body(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Canonical", $"{name}.json"));
}
