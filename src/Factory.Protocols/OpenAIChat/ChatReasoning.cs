using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Thoughts in chat, which OpenAI has not: servers call them <c>reasoning_content</c> or <c>reasoning</c> and know only their own word, so the seal remembers it.</summary>
internal static class ChatReasoning
{
    private const string ReasoningContentField = "reasoning_content";
    private const string ReasoningField = "reasoning";

    public static ReasoningPart? Read(JsonObjectReader message)
    {
        var (usual, other) = (message.Text(ReasoningContentField), message.Text(ReasoningField));
        return string.IsNullOrEmpty(usual)
            ? string.IsNullOrEmpty(other) ? null : new ReasoningPart(other, new ReasoningSignature(ModelApi.OpenAIChat, ReasoningField))
            : new ReasoningPart(usual, new ReasoningSignature(ModelApi.OpenAIChat, ""));
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<ContentPart> parts)
    {
        var thoughts = parts.OfType<ReasoningPart>().Where(part => part.Text.Length > 0).ToList();
        if (thoughts.Count > 0)
        {
            json.WriteString(thoughts[0].Signature is { Issuer: ModelApi.OpenAIChat, Payload: ReasoningField } ? ReasoningField : ReasoningContentField, string.Join("\n\n", thoughts.Select(part => part.Text)));
        }
    }
}
