using System.Text.Json.Serialization;

namespace Factory.Contracts.Models;

/// <summary>
/// The format of a model API: the shape of its requests, responses, streams and errors. The gateway serves some of them
/// to clients, providers are called in others, and Factory.Protocols translates between them. The names are part of
/// <c>models.json</c> and of the ledger; <see cref="ModelApis"/> parses and prints them.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelApi>))]
public enum ModelApi
{
    /// <summary>OpenAI chat completions, and every server that copies them.</summary>
    [JsonStringEnumMemberName("openai-chat")]
    OpenAIChat,

    /// <summary>OpenAI responses, without state kept at the vendor.</summary>
    [JsonStringEnumMemberName("openai-responses")]
    OpenAIResponses,

    /// <summary>OpenAI embeddings.</summary>
    [JsonStringEnumMemberName("openai-embeddings")]
    OpenAIEmbeddings,

    /// <summary>Anthropic messages.</summary>
    [JsonStringEnumMemberName("anthropic-messages")]
    AnthropicMessages,

    /// <summary>Google's generateContent and streamGenerateContent.</summary>
    [JsonStringEnumMemberName("gemini")]
    GeminiGenerateContent,

    /// <summary>Ollama's own chat, for providers only. Its streams are lines of JSON, not server-sent events.</summary>
    [JsonStringEnumMemberName("ollama")]
    OllamaChat,

    /// <summary>Ollama's own embeddings, for providers only.</summary>
    [JsonStringEnumMemberName("ollama-embeddings")]
    OllamaEmbeddings,

    /// <summary>The scripted models inside the factory, which are not reached over HTTP.</summary>
    [JsonStringEnumMemberName("rehearsal")]
    Rehearsal,
}
