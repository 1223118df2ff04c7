using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatMessageWriter
{
    public static void Write(Utf8JsonWriter json, Message message)
    {
        switch (message.Role)
        {
            case Role.System:
                WriteMessage(json, "system", () => json.WriteString("content", Joined(message.Parts)));
                break;
            case Role.Assistant:
                WriteMessage(json, "assistant", () => WriteAssistant(json, message.Parts));
                break;
            default:
                WriteUser(json, message.Parts);
                break;
        }
    }

    /// <summary>The fields of an assistant's message: in the history and in replies alike.</summary>
    public static void WriteAssistant(Utf8JsonWriter json, IReadOnlyList<ContentPart> parts)
    {
        var text = parts.OfType<TextPart>().ToList();
        json.WriteString("content", text.Count == 0 ? null : Joined(text));
        var refusal = string.Concat(parts.OfType<RefusalPart>().Select(part => part.Text));
        json.WriteStringIfNotNull("refusal", refusal.Length == 0 ? null : refusal);
        ChatReasoning.Write(json, parts);
        var calls = parts.OfType<ToolCallPart>().ToList();
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            WriteCall(json, ToolCallIds.LimitLength(call.Id), call.Name, call.Arguments);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteCall(Utf8JsonWriter json, string id, ToolName name, string arguments)
    {
        json.WriteString("id", id);
        json.WriteString("type", name.IsCustom ? "custom" : "function");
        json.WriteStartObject(name.IsCustom ? "custom" : "function");
        json.WriteString("name", name.Name);
        json.WriteString(name.IsCustom ? "input" : "arguments", name.IsCustom ? CustomTools.UnwrapInput(arguments) : arguments);
        json.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter json, IReadOnlyList<ContentPart> parts)
    {
        var spoken = new List<ContentPart>();
        foreach (var result in parts.OfType<ToolResultPart>())
        {
            WriteMessage(json, "tool", () =>
            {
                json.WriteString("tool_call_id", ToolCallIds.LimitLength(result.CallId));
                json.WriteString("content", Joined(OpenAIToolResults.WithErrorMarker(result)));
            });
            spoken.AddRange(ToolResultImages.ToUserParts(result));
        }

        spoken.AddRange(parts.Where(part => part is not ToolResultPart));
        if (spoken.Count > 0)
        {
            WriteMessage(json, "user", () => WriteContent(json, spoken));
        }
    }

    private static void WriteContent(Utf8JsonWriter json, List<ContentPart> parts)
    {
        if (!parts.Any(part => part is ImagePart))
        {
            json.WriteString("content", Joined(parts));
            return;
        }

        json.WriteStartArray("content");
        foreach (var part in parts)
        {
            json.WriteStartObject();
            if (part is ImagePart image)
            {
                json.WriteString("type", "image_url");
                json.WriteStartObject("image_url");
                json.WriteString("url", OpenAIImageUrl.ToUrl(image));
                json.WriteStringIfNotNull("detail", image.Detail);
                json.WriteEndObject();
            }
            else
            {
                json.WriteString("type", "text");
                json.WriteString("text", Joined([part]));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMessage(Utf8JsonWriter json, string role, Action write)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        write();
        json.WriteEndObject();
    }

    private static string Joined(IEnumerable<ContentPart> parts) =>
        string.Join("\n\n", parts.Select(part => part switch { TextPart text => text.Text, RefusalPart refusal => refusal.Text, _ => null }).OfType<string>());
}
