using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatRequestWriter
{
    public static byte[] Write(ModelRequest conversation, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", context.UpstreamModel);
        json.WriteStartArray("messages");
        foreach (var turn in Turns.WithOwnThoughts(conversation.Turns, Protocol.OpenAIChat, needsProof: false))
        {
            ChatMessageWriter.Write(json, turn);
        }

        json.WriteEndArray();
        ChatTools.Write(json, conversation);
        json.NumberUnlessNull(context.OldMaxTokens ? "max_tokens" : "max_completion_tokens", conversation.MaxOutputTokens);
        json.NumberUnlessNull("temperature", conversation.Temperature.Unless(1));
        json.NumberUnlessNull("top_p", conversation.TopP.Unless(1));
        json.NumberUnlessNull("frequency_penalty", conversation.FrequencyPenalty);
        json.NumberUnlessNull("presence_penalty", conversation.PresencePenalty);
        if (conversation.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (conversation.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in conversation.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        WriteFormat(json, conversation.Format);
        json.TextUnlessNull("reasoning_effort", OpenAIReasoning.Effort(conversation, context));
        json.TextUnlessNull("verbosity", conversation.Verbosity);
        if (conversation.Stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteFormat(Utf8JsonWriter json, ReplyFormat? format)
    {
        if (format is null)
        {
            return;
        }

        json.WriteStartObject("response_format");
        json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
        if (format.Schema is { } schema)
        {
            json.WriteStartObject("json_schema");
            OpenAIFormat.Write(json, format, schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
