using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal static class AnthropicRequestWriter
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}"""u8);

    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.FrequencyPenalty, request.FrequencyPenalty is not null, "Anthropic has no penalties; leave it out or send 0");
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.PresencePenalty, request.PresencePenalty is not null, "Anthropic has no penalties; leave it out or send 0");
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.Seed, request.Seed is not null, "Anthropic has no seed; leave it out");
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.JsonWithoutSchema, request.ResponseFormat is { Schema: null }, "Anthropic gives JSON only to a schema; send one (json_schema)");
        var (system, rest) = MessageNormalizer.SplitInstructions(request.Messages);
        var own = MessageNormalizer.KeepOwnReasoning(rest, ModelApi.AnthropicMessages, needsProof: true);
        var turns = ClaudeModel.SupportsSystemMessagesInHistory(context.UpstreamModel) ? own : MessageNormalizer.InstructionsAsUserMessages(own);
        if (!turns.Any(message => message.Role == Role.User))
        {
            throw new TranslationException(request.SourceApi == ModelApi.OpenAIResponses ? "input" : "messages", "Anthropic needs at least one message of the user beside the instructions; send one");
        }

        var thinks = AnthropicThinking.IsOn(request, turns, context);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteNumber("max_tokens", request.MaxOutputTokens ?? context.DefaultMaxOutputTokens);
            if (system.Count > 0)
            {
                json.WriteStartArray("system");
                AnthropicContentWriter.Write(json, system.Select(text => new TextPart(text)));
                json.WriteEndArray();
            }

            json.WriteStartArray("messages");
            foreach (var message in turns)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role switch { Role.Assistant => "assistant", Role.System => "system", _ => "user" });
                json.WriteStartArray("content");
                AnthropicContentWriter.Write(json, message.Parts);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
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
            json.WriteRaw("input_schema", tool.Schema ?? NoArguments);
            if (tool.Strict == true)
            {
                json.WriteBoolean("strict", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.ToolChoice is null && request.ParallelToolCalls is not false)
        {
            return;
        }

        json.WriteStartObject("tool_choice");
        var mode = request.ToolChoice?.Mode ?? ToolChoiceMode.Auto;
        json.WriteString("type", mode switch { ToolChoiceMode.Required => "any", ToolChoiceMode.None => "none", ToolChoiceMode.Named => "tool", _ => "auto" });
        json.WriteStringIfNotNull("name", mode == ToolChoiceMode.Named ? request.ToolChoice!.Tool!.Value.Name : null);
        if (mode != ToolChoiceMode.None && request.ParallelToolCalls is { } parallel)
        {
            json.WriteBoolean("disable_parallel_tool_use", !parallel);
        }

        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, ModelRequest request, bool fixedSampling)
    {
        if (request.StopSequences.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in request.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (fixedSampling)
        {
            return;
        }

        // Newer models take one of the two only.
        json.WriteNumberIfNotNull("temperature", request.Temperature is { } warm ? Math.Min(warm, 1) : null);
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
            json.WriteRaw("schema", JsonSchemas.WithClosedObjects(schema));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
