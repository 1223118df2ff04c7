using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

internal static class OllamaMessageWriter
{
    /// <summary>A turn as one message or several: every result of a tool is one of its own.</summary>
    public static void Write(Utf8JsonWriter json, Message message)
    {
        var spoken = new List<ContentPart>();
        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");
            json.WriteStringIfNotNull("tool_name", result.Name?.Name);
            json.WriteString("content", Joined(OpenAIToolResults.WithErrorMarker(result)));
            json.WriteEndObject();
            spoken.AddRange(ToolResultImages.ToUserParts(result));
        }

        spoken.AddRange(message.Parts.Where(part => part is not ToolResultPart));
        if (spoken.Count > 0)
        {
            WriteMessage(json, message.Role, spoken);
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, Role role, List<ContentPart> parts)
    {
        json.WriteStartObject();
        json.WriteString("role", role switch { Role.System => "system", Role.Assistant => "assistant", _ => "user" });
        json.WriteString("content", Joined(parts));
        var thoughts = string.Join("\n\n", parts.OfType<ReasoningPart>().Select(part => part.Text).Where(text => text.Length > 0));
        json.WriteStringIfNotNull("thinking", thoughts.Length > 0 ? thoughts : null);
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
                ToolArguments.Write(json, "arguments", call.Arguments);
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
