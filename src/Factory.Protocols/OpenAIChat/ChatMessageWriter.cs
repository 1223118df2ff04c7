using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Messages of chat completions, in requests and replies.</summary>
internal static class ChatMessageWriter
{
    /// <summary>
    /// Writes a message of the conversation as one message or several: each result of a tool is one of its own.
    /// </summary>
    public static void Write(Utf8JsonWriter json, Message message)
    {
        switch (message.Role)
        {
            case Role.System:
                WriteMessage(json, "system", () => json.WriteString("content", MessageParts.JoinText(message.Parts)));
                break;
            case Role.Assistant:
                WriteMessage(json, "assistant", () => WriteAssistant(json, message.Parts));
                break;
            default:
                WriteUser(json, message.Parts);
                break;
        }
    }

    /// <summary>Writes the content of a message of the model, in the history and in replies alike.</summary>
    /// <param name="json">Gets the fields.</param>
    /// <param name="parts">The content.</param>
    /// <param name="separator">What stands between two texts: in a reply nothing, since they are pieces of one.</param>
    public static void WriteAssistant(Utf8JsonWriter json, IReadOnlyList<ContentPart> parts, string separator = "\n\n")
    {
        var text = parts.OfType<TextPart>().ToList();

        // Null and not absent or "": servers that copy the API require the field, and beside tool_calls the vendors
        // themselves send null.
        json.WriteString("content", text.Count == 0 ? null : string.Join(separator, text.Select(part => part.Text)));
        var refusal = string.Concat(parts.OfType<RefusalPart>().Select(part => part.Text));
        json.WriteStringIfNotNull("refusal", refusal.Length == 0 ? null : refusal);
        ChatReasoning.Write(json, parts, separator);
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

    /// <summary>Writes the fields of a tool call into the open object.</summary>
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
        // All results before everything else: chat requires the tool messages directly behind the message with the
        // calls.
        var userParts = new List<ContentPart>();
        foreach (var result in parts.OfType<ToolResultPart>())
        {
            WriteMessage(json, "tool", () =>
            {
                json.WriteString("tool_call_id", ToolCallIds.LimitLength(result.CallId));
                json.WriteString("content", MessageParts.JoinText(OpenAIToolResults.WithErrorMarker(result)));
            });
            userParts.AddRange(ToolResultImages.ToUserParts(result));
        }

        userParts.AddRange(parts.Where(part => part is not ToolResultPart));
        if (userParts.Count > 0)
        {
            WriteMessage(json, "user", () => WriteContent(json, userParts));
        }
    }

    private static void WriteContent(Utf8JsonWriter json, List<ContentPart> parts)
    {
        // A plain string where it is enough: many servers that copy the API take lists for models with vision only.
        if (!parts.Any(part => part is ImagePart))
        {
            json.WriteString("content", MessageParts.JoinText(parts));
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
                json.WriteString("text", MessageParts.JoinText([part]));
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
}
