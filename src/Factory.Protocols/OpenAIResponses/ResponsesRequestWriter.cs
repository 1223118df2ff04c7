using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.OpenAIChat;

namespace Factory.Protocols.OpenAIResponses;

/// <summary>Requests to the responses API.</summary>
internal static class ResponsesRequestWriter
{
    /// <summary>Writes the body of a request.</summary>
    /// <exception cref="TranslationException">The request uses something that the API does not have.</exception>
    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        RejectUnsupported(request);
        var own = MessageNormalizer.KeepOwnReasoning(request.Messages, ModelApi.OpenAIResponses, needsProof: true);
        var (system, messages) = MessageNormalizer.SplitInstructions(own);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteStringIfNotNull("instructions", system.Count == 0 ? null : string.Join("\n\n", system));
            json.WriteStartArray("input");
            foreach (var message in messages)
            {
                WriteMessage(json, message);
            }

            json.WriteEndArray();
            ResponsesTools.Write(json, request);
            json.WriteNumberIfNotNull("max_output_tokens", request.MaxOutputTokens);
            json.WriteNumberIfNotNull("temperature", request.Temperature.NullIfDefault(1));
            json.WriteNumberIfNotNull("top_p", request.TopP.NullIfDefault(1));
            WriteText(json, request);
            WriteReasoning(json, request, context);

            // The default is true: OpenAI would keep the conversation for 30 days, and reasoning would come back as an
            // id instead of as ciphertext.
            json.WriteBoolean("store", false);
            if (request.Stream)
            {
                json.WriteBoolean("stream", true);
            }

            json.WriteEndObject();
        });
    }

    private static void RejectUnsupported(ModelRequest request)
    {
        const string Penalties = "OpenAI's responses have no penalties; leave it out or send 0";
        UnsupportedSetting.RejectIfUsed(
            request,
            UnsupportedSetting.Stop,
            request.StopSequences.Count > 0,
            "OpenAI's responses have no stop sequences; leave it out, or choose a model whose provider uses another API");
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.FrequencyPenalty, request.FrequencyPenalty is not null, Penalties);
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.PresencePenalty, request.PresencePenalty is not null, Penalties);
        UnsupportedSetting.RejectIfUsed(
            request,
            UnsupportedSetting.Seed,
            request.Seed is not null,
            "OpenAI's responses have no seed; leave it out");
    }

    private static void WriteMessage(Utf8JsonWriter json, Message message)
    {
        if (message.Role == Role.Assistant)
        {
            foreach (var part in message.Parts)
            {
                ResponsesItemWriter.Write(json, part, id: null);
            }

            return;
        }

        foreach (var result in message.Parts.OfType<ToolResultPart>())
        {
            json.WriteStartObject();
            json.WriteString("type", "function_call_output");
            json.WriteString("call_id", ToolCallIds.LimitLength(result.CallId));
            WriteOutput(json, OpenAIToolResults.WithErrorMarker(result));
            json.WriteEndObject();
        }

        var userParts = message.Parts.Where(part => part is not ToolResultPart).ToList();
        if (userParts.Count > 0)
        {
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteString("role", message.Role == Role.System ? "developer" : "user");
            WriteParts(json, "content", userParts);
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
                json.WriteString("image_url", OpenAIImageUrl.ToUrl(image));
                json.WriteString("detail", image.Detail ?? "auto");
            }
            else
            {
                json.WriteString("type", "input_text");
                json.WriteString("text", ((TextPart)part).Text);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.ResponseFormat is null && request.Verbosity is null)
        {
            return;
        }

        json.WriteStartObject("text");
        if (request.ResponseFormat is { } format)
        {
            json.WriteStartObject("format");
            json.WriteString("type", format.Schema is null ? "json_object" : "json_schema");
            if (format.Schema is { } schema)
            {
                OpenAIResponseFormat.Write(json, format, schema);
            }

            json.WriteEndObject();
        }

        json.WriteStringIfNotNull("verbosity", request.Verbosity);
        json.WriteEndObject();
    }

    private static void WriteReasoning(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        var effort = OpenAIReasoning.Effort(request, context);
        var show = context.SupportsReasoning && request.Reasoning is { ShowText: true };
        if (effort is null && !show)
        {
            return;
        }

        json.WriteStartObject("reasoning");
        json.WriteStringIfNotNull("effort", effort);
        json.WriteStringIfNotNull("summary", show ? "auto" : null);
        json.WriteEndObject();

        // Without storage the only form in which OpenAI takes its reasoning back.
        json.WriteStartArray("include");
        json.WriteStringValue(ResponsesRules.EncryptedReasoning);
        json.WriteEndArray();
    }
}
