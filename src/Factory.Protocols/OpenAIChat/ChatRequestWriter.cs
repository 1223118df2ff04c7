using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Requests to chat completions.</summary>
internal static class ChatRequestWriter
{
    /// <summary>Writes the body of a request.</summary>
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

        // Defaults are left out: reasoning models reject the parameters, some of them whatever the value.
        json.WriteNumberIfNotNull("temperature", request.Temperature.NullIfDefault(1));
        json.WriteNumberIfNotNull("top_p", request.TopP.NullIfDefault(1));
        json.WriteNumberIfNotNull("frequency_penalty", request.FrequencyPenalty);
        json.WriteNumberIfNotNull("presence_penalty", request.PresencePenalty);
        json.WriteNumberIfNotNull("seed", request.Seed);
        json.WriteStringsIfAny("stop", request.StopSequences);
        WriteFormat(json, request.ResponseFormat);
        json.WriteStringIfNotNull("reasoning_effort", OpenAIReasoning.Effort(request, context));
        json.WriteStringIfNotNull("verbosity", request.Verbosity);
        if (request.Stream)
        {
            // Without the option a stream has no usage, and the call could be neither metered nor reported to clients
            // that count on it.
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
