using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

internal static class ResponsesRequestWriter
{
    public static byte[] Write(ModelRequest conversation, TranslationContext context)
    {
        Setting.Refuse(conversation, Setting.Stop, conversation.Stop.Count > 0, "OpenAI's responses know no stop sequences; leave it out, or choose a model whose provider speaks another protocol");
        Setting.Refuse(conversation, Setting.FrequencyPenalty, conversation.FrequencyPenalty is not null, "OpenAI's responses have no penalties; leave it out or send 0");
        Setting.Refuse(conversation, Setting.PresencePenalty, conversation.PresencePenalty is not null, "OpenAI's responses have no penalties; leave it out or send 0");
        Setting.Refuse(conversation, Setting.Seed, conversation.Seed is not null, "OpenAI's responses have no seed; leave it out");
        var (system, turns) = Turns.Split(Turns.WithOwnThoughts(conversation.Turns, Protocol.OpenAIResponses, needsProof: true));
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.TextUnlessNull("instructions", system.Count == 0 ? null : string.Join("\n\n", system));
            json.WriteStartArray("input");
            foreach (var turn in turns)
            {
                WriteTurn(json, turn);
            }

            json.WriteEndArray();
            ResponsesTools.Write(json, conversation);
            json.NumberUnlessNull("max_output_tokens", conversation.MaxOutputTokens);
            json.NumberUnlessNull("temperature", conversation.Temperature.Unless(1));
            json.NumberUnlessNull("top_p", conversation.TopP.Unless(1));
            WriteText(json, conversation);
            WriteReasoning(json, conversation, context);
            json.WriteBoolean("store", false);
            if (conversation.Stream)
            {
                json.WriteBoolean("stream", true);
            }

            json.WriteEndObject();
        });
    }

    private static void WriteTurn(Utf8JsonWriter json, Message turn)
    {
        if (turn.Role == Role.Assistant)
        {
            foreach (var part in turn.Parts)
            {
                ResponsesItemWriter.Write(json, part, id: null);
            }

            return;
        }

        foreach (var result in turn.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call_output");
            json.WriteString("call_id", CallIds.Short(result.CallId));
            WriteOutput(json, OpenAIResults.Marked(result));
            json.WriteEndObject();
        }

        var spoken = turn.Parts.Where(part => part is not ToolResultPart).ToList();
        if (spoken.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteString("role", turn.Role == Role.System ? "developer" : "user");
            WriteParts(json, "content", spoken);
            json.WriteEndObject();
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, IReadOnlyList<ContentPart> content)
    {
        switch (content)
        {
            case []:
                json.WriteString("output", "");
                break;
            case [TextPart only]:
                json.WriteString("output", only.Text);
                break;
            default:
                WriteParts(json, "output", content);
                break;
        }
    }

    private static void WriteParts(Utf8JsonWriter json, string name, IEnumerable<ContentPart> parts)
    {
        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            json.WriteStartObject();
            if (part is ImagePart image)
            {
                json.WriteString("type", "input_image");
                json.WriteString("image_url", Images.Url(image));
                json.WriteString("detail", image.Detail ?? "auto");
            }
            else
            {
                json.WriteString("type", "input_text");
                json.WriteString("text", part is TextPart text ? text.Text : ((RefusalPart)part).Text);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ModelRequest conversation)
    {
        if (conversation.Format is null && conversation.Verbosity is null)
        {
            return;
        }

        json.WriteStartObject("text");
        if (conversation.Format is { } format)
        {
            json.WriteStartObject("format");
            json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
            if (format.Schema is { } schema)
            {
                OpenAIFormat.Write(json, format, schema);
            }

            json.WriteEndObject();
        }

        json.TextUnlessNull("verbosity", conversation.Verbosity);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context)
    {
        var effort = OpenAIReasoning.Effort(conversation, context);
        var show = context.Reasons && conversation.Reasoning is { Show: true };
        if (effort is null && !show)
        {
            return;
        }

        json.WriteStartObject("reasoning");
        json.TextUnlessNull("effort", effort);
        json.TextUnlessNull("summary", show ? "auto" : null);
        json.WriteEndObject();
        json.WriteStartArray("include");
        json.WriteStringValue(ResponsesRules.Include);
        json.WriteEndArray();
    }
}
