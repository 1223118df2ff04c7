using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

/// <summary>Requests to Anthropic's messages API.</summary>
internal static class AnthropicRequestWriter
{
    private static readonly string[] AcceptedImages = ["image/jpeg", "image/png", "image/gif", "image/webp"];

    /// <summary>Writes the body of a request.</summary>
    /// <exception cref="TranslationException">The request uses something that the API does not have.</exception>
    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        RejectUnsupported(request);
        var (system, rest) = MessageNormalizer.SplitInstructions(request.Messages);
        var messages = Messages(request, rest, context);
        var thinks = AnthropicThinking.IsOn(request, messages, context);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteNumber("max_tokens", request.MaxOutputTokens ?? context.DefaultMaxOutputTokens);
            WriteSystem(json, system);
            WriteMessages(json, messages);
            WriteTools(json, request);
            WriteSampling(json, request, thinks || ClaudeModel.UsesAdaptiveThinking(context.UpstreamModel));
            AnthropicThinking.Write(json, request, context, thinks);
            WriteOutput(json, request, context);
            if (request.Stream)
            {
                json.WriteBoolean("stream", true);
            }

            json.WriteEndObject();
        });
    }

    private static void RejectUnsupported(ModelRequest request)
    {
        UnsupportedSetting.RejectIfUsed(
            request,
            UnsupportedSetting.Stop,
            request.StopSequences.Any(string.IsNullOrWhiteSpace),
            "Anthropic rejects a stop sequence of white space only; leave it out");
        const string Penalties = "Anthropic has no penalties; leave it out or send 0";
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.FrequencyPenalty, request.FrequencyPenalty is not null, Penalties);
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.PresencePenalty, request.PresencePenalty is not null, Penalties);
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.Seed, request.Seed is not null, "Anthropic has no seed; leave it out");
        UnsupportedSetting.RejectIfUsed(
            request,
            UnsupportedSetting.JsonWithoutSchema,
            request.ResponseFormat is { Schema: null },
            "Anthropic gives JSON only to a schema; send one (json_schema)");
    }

    private static IReadOnlyList<Message> Messages(ModelRequest request, IReadOnlyList<Message> conversation, TranslationContext context)
    {
        var own = MessageNormalizer.KeepOwnReasoning(conversation, ModelApi.AnthropicMessages, needsProof: true)
            .Select(message => message with { Parts = [.. message.Parts.Where(AnthropicContentWriter.IsAccepted)] });
        var messages = ClaudeModel.SupportsSystemMessagesInHistory(context.UpstreamModel)
            ? MessageNormalizer.Normalize(own)
            : MessageNormalizer.InstructionsAsUserMessages(own);
        UnsupportedSetting.RejectImageTypes(request, messages, "Anthropic", AcceptedImages);
        if (!messages.Any(message => message.Role == Role.User))
        {
            throw new TranslationException(
                request.SourceApi == ModelApi.OpenAIResponses ? "input" : "messages",
                "Anthropic needs at least one message of the user beside the instructions; send one");
        }

        return messages;
    }

    private static void WriteSystem(Utf8JsonWriter json, IEnumerable<string> system)
    {
        var texts = system.Select(text => new TextPart(text)).Where(AnthropicContentWriter.IsAccepted).ToList();
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray("system");
        AnthropicContentWriter.Write(json, texts);
        json.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, IReadOnlyList<Message> messages)
    {
        json.WriteStartArray("messages");
        foreach (var message in messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role switch { Role.Assistant => "assistant", Role.System => "system", _ => "user" });
            json.WriteStartArray("content");
            AnthropicContentWriter.Write(json, message.Parts);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name.Name);
            json.WriteStringIfNotNull("description", tool.Description);

            // Required here, unlike in chat, and with a type: "tools.0.custom.input_schema.type: Field required".
            json.WritePropertyName("input_schema");
            JsonSchemas.WriteAsObject(
                json,
                tool is { Strict: true, Schema: { } schema } ? AnthropicSchemas.Constrain(schema) : tool.Schema);
            if (tool.Strict == true)
            {
                json.WriteBoolean("strict", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteToolChoice(json, request);
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ModelRequest request)
    {
        if (request.ToolChoice is null && request.ParallelToolCalls is not false)
        {
            return;
        }

        json.WriteStartObject("tool_choice");
        var mode = request.ToolChoice?.Mode ?? ToolChoiceMode.Auto;
        json.WriteString("type", mode switch
        {
            ToolChoiceMode.Required => "any",
            ToolChoiceMode.None => "none",
            ToolChoiceMode.Named => "tool",
            _ => "auto",
        });
        json.WriteStringIfNotNull("name", mode == ToolChoiceMode.Named ? request.ToolChoice!.Tool!.Value.Name : null);

        // The switch is a field of the choice, and "none" is the one type without it: Anthropic rejects it there as an
        // extra input.
        if (mode != ToolChoiceMode.None && request.ParallelToolCalls is { } parallel)
        {
            json.WriteBoolean("disable_parallel_tool_use", !parallel);
        }

        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, ModelRequest request, bool fixedSampling)
    {
        json.WriteStringsIfAny("stop_sequences", request.StopSequences);

        // Beside thinking, and from Claude 4.6 on always, any other temperature than 1 is a 400.
        if (fixedSampling)
        {
            return;
        }

        // Anthropic's range ends at 1, OpenAI's and Google's at 2. From Claude 4.1 on temperature and top_p exclude
        // each other.
        json.WriteNumberIfNotNull("temperature", request.Temperature is { } temperature ? Math.Min(temperature, 1) : null);
        json.WriteNumberIfNotNull("top_p", request.Temperature is null ? request.TopP : null);
        json.WriteNumberIfNotNull("top_k", request.TopK);
    }

    private static void WriteOutput(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        var effort = AnthropicThinking.Effort(request, context);
        if (effort is null && request.ResponseFormat is null)
        {
            return;
        }

        json.WriteStartObject("output_config");
        json.WriteStringIfNotNull("effort", effort);
        if (request.ResponseFormat?.Schema is { } schema)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.WriteRaw("schema", AnthropicSchemas.Constrain(schema));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
