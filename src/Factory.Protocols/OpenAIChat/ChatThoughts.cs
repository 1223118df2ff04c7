using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Thoughts in chat, which OpenAI has not: servers call them <c>reasoning_content</c> or <c>reasoning</c> and know only their own word, so the seal remembers it.</summary>
internal static class ChatThoughts
{
    private const string Usual = "reasoning_content";
    private const string Other = "reasoning";

    public static ThinkingPart? Read(JsonObjectReader message)
    {
        var (usual, other) = (message.Text(Usual), message.Text(Other));
        return string.IsNullOrEmpty(usual)
            ? string.IsNullOrEmpty(other) ? null : new ThinkingPart(other, new ReasoningSignature(Protocol.OpenAIChat, Other))
            : new ThinkingPart(usual, new ReasoningSignature(Protocol.OpenAIChat, ""));
    }

    public static void Write(Utf8JsonWriter json, IEnumerable<ContentPart> parts)
    {
        var thoughts = parts.OfType<ThinkingPart>().Where(part => part.Text.Length > 0).ToList();
        if (thoughts.Count > 0)
        {
            json.WriteString(thoughts[0].Seal is { Maker: Protocol.OpenAIChat, Payload: Other } ? Other : Usual, string.Join("\n\n", thoughts.Select(part => part.Text)));
        }
    }
}
