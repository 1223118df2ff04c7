using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>An item of what the model made, for histories, replies and the events of a stream.</summary>
internal static class ResponsesItemWriter
{
    /// <summary>Begins an item; the caller ends the object.</summary>
    /// <param name="id">Null in a history: an id that does not fit the encrypted thoughts is refused.</param>
    /// <param name="open">The item as it is announced, before its content.</param>
    public static void Write(Utf8JsonWriter json, ContentPart part, string? id, bool open = false)
    {
        json.WriteStartObject();
        json.WriteStringIfNotNull("id", id);
        switch (part)
        {
            case ReasoningPart reasoning:
                WriteReasoning(json, reasoning, open);
                break;
            case ToolCallPart call:
                json.WriteString("type", call.Name.IsCustom ? "custom_tool_call" : "function_call");
                WriteStatus(json, id, open);
                json.WriteString("call_id", ToolCallIds.LimitLength(call.Id));
                json.WriteStringIfNotNull("namespace", call.Name.Namespace);
                json.WriteString("name", call.Name.Name);
                json.WriteString(call.Name.IsCustom ? "input" : "arguments", open ? "" : InputOrArguments(call));
                break;
            default:
                json.WriteString("type", "message");
                WriteStatus(json, id, open);
                json.WriteString("role", "assistant");
                json.WriteStartArray("content");
                if (!open)
                {
                    WriteContent(json, part);
                }

                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    public static string Id(ContentPart part, string seed, int index) => part switch
    {
        ReasoningPart => $"rs_{seed}_{index}",
        ToolCallPart { Name.IsCustom: true } => $"ctc_{seed}_{index}",
        ToolCallPart => $"fc_{seed}_{index}",
        _ => $"msg_{seed}_{index}",
    };

    public static string InputOrArguments(ToolCallPart call) => call.Name.IsCustom ? CustomTools.UnwrapInput(call.Arguments) : call.Arguments;

    public static void WriteContent(Utf8JsonWriter json, ContentPart part)
    {
        json.WriteStartObject();
        if (part is RefusalPart refusal)
        {
            json.WriteString("type", "refusal");
            json.WriteString("refusal", refusal.Text);
        }
        else
        {
            json.WriteString("type", "output_text");
            json.WriteString("text", ((TextPart)part).Text);
            json.WriteStartArray("annotations");
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    public static void WriteSummary(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject();
        json.WriteString("type", "summary_text");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ReasoningPart reasoning, bool open)
    {
        json.WriteString("type", "reasoning");
        json.WriteStartArray("summary");
        if (!open && reasoning.Text.Length > 0)
        {
            WriteSummary(json, reasoning.Text);
        }

        json.WriteEndArray();
        if (!open)
        {
            json.WriteString("encrypted_content", reasoning.Signature.WrapFor(ModelApi.OpenAIResponses));
        }
    }

    private static void WriteStatus(Utf8JsonWriter json, string? id, bool open)
    {
        if (id is not null)
        {
            json.WriteString("status", open ? "in_progress" : "completed");
        }
    }
}
