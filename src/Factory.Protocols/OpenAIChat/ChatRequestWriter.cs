using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

internal static class ChatRequestWriter
{
    public static byte[] Write(ModelRequest request, TranslationContext context) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", context.UpstreamModel);
        json.WriteStartArray("messages");
        foreach (var message in MessageNormalizer.KeepOwnReasoning(request.Messages, ModelApi.OpenAIChat, needsProof: false))
        {
            ChatMessageWriter.Write(json, message);
        }

        json.WriteEndArray();
        ChatTools.Write(json, request);
        json.WriteNumberIfNotNull(context.UsesLegacyMaxTokens ? "max_tokens" : "max_completion_tokens", request.MaxOutputTokens);
        json.WriteNumberIfNotNull("temperature", request.Temperature.NullIfDefault(1));
        json.WriteNumberIfNotNull("top_p", request.TopP.NullIfDefault(1));
        json.WriteNumberIfNotNull("frequency_penalty", request.FrequencyPenalty);
        json.WriteNumberIfNotNull("presence_penalty", request.PresencePenalty);
        if (request.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in request.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        WriteFormat(json, request.ResponseFormat);
        json.WriteStringIfNotNull("reasoning_effort", OpenAIReasoning.Effort(request, context));
        json.WriteStringIfNotNull("verbosity", request.Verbosity);
        if (request.Stream)
        {
            json.WriteBoolean("stream", true);
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
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
            OpenAIResponseFormat.Write(json, format, schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
