using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>Messages of Ollama's chat.</summary>
internal static class OllamaMessageWriter
{
    /// <summary>Writes a message as one message or several: each result of a tool is one of its own.</summary>
    public static void Write(Utf8JsonWriter json, Message message)
    {
        var userParts = new List<ContentPart>();
        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("role", "tool");

            // Calls have no ids here: a result is matched by the tool's name and by its position.
            json.WriteStringIfNotNull("tool_name", result.Name?.Name);
            json.WriteString("content", MessageParts.JoinText(OpenAIToolResults.WithErrorMarker(result)));
            json.WriteEndObject();
            userParts.AddRange(ToolResultImages.ToUserParts(result));
        }

        userParts.AddRange(message.Parts.Where(part => part is not ToolResultPart));
        if (userParts.Count > 0)
        {
            WriteMessage(json, message.Role, userParts);
        }
    }

    private static void WriteMessage(Utf8JsonWriter json, Role role, List<ContentPart> parts)
    {
        json.WriteStartObject();
        json.WriteString("role", role switch { Role.System => "system", Role.Assistant => "assistant", _ => "user" });
        json.WriteString("content", MessageParts.JoinText(parts));

        // Models with tools expect their reasoning back as long as a tool loop is open (ollama
        // docs/capabilities/thinking).
        var reasoning = string.Join("\n\n", parts.OfType<ReasoningPart>().Select(part => part.Text).Where(text => text.Length > 0));
        json.WriteStringIfNotNull("thinking", reasoning.Length > 0 ? reasoning : null);
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
}
