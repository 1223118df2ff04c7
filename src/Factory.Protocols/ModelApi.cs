namespace Factory.Protocols;

/// <summary>A vendor's form of asking a model and of its answer.</summary>
public enum ModelApi
{
    /// <summary>OpenAI's chat completions and every server that copies them.</summary>
    OpenAIChat,

    /// <summary>OpenAI's responses, without state kept at the vendor.</summary>
    OpenAIResponses,

    /// <summary>Anthropic's messages.</summary>
    AnthropicMessages,

    /// <summary>Google's generateContent and streamGenerateContent (as server-sent events).</summary>
    GeminiGenerateContent,

    /// <summary>Ollama's own chat, for providers only: no client of the factory speaks it. Its streams come as lines, each an event without a name.</summary>
    OllamaChat,
}
