using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Items of the model, for the history of a request, for replies and for the events of a stream.</summary>
internal static class ResponsesItemWriter
{
    /// <summary>Writes an item.</summary>
    /// <param name="json">Gets the object.</param>
    /// <param name="part">A part of the model.</param>
    /// <param name="id">Null in a history: OpenAI rejects an id that does not belong to the encrypted
    /// reasoning.</param>
    /// <param name="open">Whether the item is announced only, without its content.</param>
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

    /// <summary>The id of an item.</summary>
    /// <param name="part">The part; its kind decides the prefix, which clients look at.</param>
    /// <param name="seed">Unique for the reply.</param>
    /// <param name="index">Its index in the reply.</param>
    public static string Id(ContentPart part, string seed, int index) => part switch
    {
        ReasoningPart => $"rs_{seed}_{index}",
        ToolCallPart { Name.IsCustom: true } => $"ctc_{seed}_{index}",
        ToolCallPart => $"fc_{seed}_{index}",
        _ => $"msg_{seed}_{index}",
    };

    /// <summary>The text of a custom tool call, or the arguments of a function call.</summary>
    public static string InputOrArguments(ToolCallPart call) =>
        call.Name.IsCustom ? CustomTools.UnwrapInput(call.Arguments) : call.Arguments;

    /// <summary>Writes the only part of a message.</summary>
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

    /// <summary>Writes a part of a reasoning summary.</summary>
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
        // Also for another vendor's reasoning: Codex sends the item back only with this field, and the wrapped
        // signature in it leads back to its issuer.
        if (!open)
        {
            json.WriteString("encrypted_content", reasoning.Signature.WrapFor(ModelApi.OpenAIResponses));
        }
    }

    private static void WriteStatus(Utf8JsonWriter json, string? id, bool open)
    {
        // A status belongs to an id; in a history neither is written.
        if (id is not null)
        {
            json.WriteString("status", open ? "in_progress" : "completed");
        }
    }
}
