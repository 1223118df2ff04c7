using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>
/// Reasoning in chat completions. OpenAI has no field for it; other servers call it <c>reasoning_content</c> (DeepSeek,
/// llama.cpp) or <c>reasoning</c> (OpenRouter, vLLM) and accept only their own name back, so the signature records the
/// name.
/// </summary>
internal static class ChatReasoning
{
    private const string ReasoningContentField = "reasoning_content";
    private const string ReasoningField = "reasoning";

    /// <summary>The reasoning of a message or of a delta; null for none.</summary>
    public static ReasoningPart? Read(JsonObjectReader message)
    {
        // vLLM sends both with the same text since it renamed the field; one of them is enough.
        var (usual, other) = (Piece(message, ReasoningContentField), Piece(message, ReasoningField));
        return string.IsNullOrEmpty(usual)
            ? string.IsNullOrEmpty(other) ? null : new ReasoningPart(other, new ReasoningSignature(ModelApi.OpenAIChat, ReasoningField))
            : new ReasoningPart(usual, new ReasoningSignature(ModelApi.OpenAIChat, ""));
    }

    /// <summary>The text of a field, which some servers put into an object.</summary>
    private static string? Piece(JsonObjectReader message, string field) => message.Take(field) switch
    {
        null => null,
        { Kind: JsonValueKind.Object } node when node.Object() is var fields =>
            (fields.Take("content") ?? fields.Take("text") ?? fields.Take("thinking"))?.Piece(),
        { } text => text.Piece(),
    };

    /// <summary>Writes the reasoning of a message under the name that its server uses; nothing for none.</summary>
    /// <param name="json">Gets the field.</param>
    /// <param name="parts">The message.</param>
    /// <param name="separator">What stands between two parts of it.</param>
    public static void Write(Utf8JsonWriter json, IEnumerable<ContentPart> parts, string separator)
    {
        var reasoning = parts.OfType<ReasoningPart>().Where(part => part.Text.Length > 0).ToList();
        if (reasoning.Count > 0)
        {
            var field = reasoning[0].Signature is { Issuer: ModelApi.OpenAIChat, Payload: ReasoningField }
                ? ReasoningField
                : ReasoningContentField;
            json.WriteString(field, string.Join(separator, reasoning.Select(part => part.Text)));
        }
    }
}
