using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

internal static class OllamaMessageWriter
{
    /// <summary>A turn as one message or several: every result of a tool is one of its own.</summary>
    public static void Write(Utf8JsonWriter json, Message turn)
    {
        var spoken = new List<ContentPart>();
        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.TextUnlessNull("tool_name", result.Name?.Name);
            json.WriteString("content", Joined(OpenAIResults.Marked(result)));
            json.WriteEndObject();
            spoken.AddRange(ToolImages.Beside(result));
        }

        spoken.AddRange(turn.Parts.Where(part => part is not ToolResultPart));
        if (spoken.Count > 0)
        {
            WriteSpoken(json, turn.Role, spoken);
        }
    }

    private static void WriteSpoken(Utf8JsonWriter json, Role role, List<ContentPart> parts)
    {
        json.WriteStartObject();
        json.WriteString("role", role switch { Role.System => "system", Role.Assistant => "assistant", _ => "user" });
        json.WriteString("content", Joined(parts));
        var thoughts = string.Join("\n\n", parts.OfType<ThinkingPart>().Select(part => part.Text).Where(text => text.Length > 0));
        json.TextUnlessNull("thinking", thoughts.Length > 0 ? thoughts : null);
        if (parts.OfType<ImagePart>().ToList() is { Count: > 0 } images)
        {
            json.WriteStartArray("images");
            foreach (var image in images)
            {
                json.WriteStringValue(image.Base64);
            }

            json.WriteEndArray();
        }

        if (parts.OfType<ToolCallPart>().ToList() is { Count: > 0 } calls)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                json.WriteStartObject();
                json.WriteStartObject("function");
                json.WriteString("name", call.Name.Name);
                Arguments.Write(json, "arguments", call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Joined(IEnumerable<ContentPart> parts) =>
        string.Join("\n\n", parts.Select(part => part switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => null }).OfType<string>());
}
