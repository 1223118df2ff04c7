using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Anthropic;

internal static class AnthropicRequestWriter
{
    private static readonly JsonElement NoArguments = JsonElement.Parse("""{"type":"object","properties":{}}"""u8);

    public static byte[] Write(ModelRequest conversation, TranslationContext context)
    {
        Setting.Refuse(conversation, Setting.FrequencyPenalty, conversation.FrequencyPenalty is not null, "Anthropic has no penalties; leave it out or send 0");
        Setting.Refuse(conversation, Setting.PresencePenalty, conversation.PresencePenalty is not null, "Anthropic has no penalties; leave it out or send 0");
        Setting.Refuse(conversation, Setting.Seed, conversation.Seed is not null, "Anthropic has no seed; leave it out");
        Setting.Refuse(conversation, Setting.JsonWithoutSchema, conversation.Format is { Schema: null }, "Anthropic gives JSON only to a schema; send one (json_schema)");
        var (system, rest) = Turns.Split(conversation.Turns);
        var own = Turns.WithOwnThoughts(rest, Protocol.AnthropicMessages, needsProof: true);
        var turns = ClaudeModel.TakesSystemTurns(context.UpstreamModel) ? own : Turns.SystemAsUser(own);
        if (!turns.Any(turn => turn.Role == Role.User))
        {
            throw new TranslationException(conversation.Source == Protocol.OpenAIResponses ? "input" : "messages", "Anthropic needs at least one message of the user beside the instructions; send one");
        }

        var thinks = AnthropicThinking.IsOn(conversation, turns, context);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteNumber("max_tokens", conversation.MaxOutputTokens ?? context.DefaultMaxOutputTokens);
            if (system.Count > 0)
            {
                json.WriteStartArray("system");
                AnthropicPartWriter.Write(json, system.Select(text => new TextPart(text)));
                json.WriteEndArray();
            }

            json.WriteStartArray("messages");
            foreach (var turn in turns)
            {
                json.WriteStartObject();
                json.WriteString("role", turn.Role switch { Role.Assistant => "assistant", Role.System => "system", _ => "user" });
                json.WriteStartArray("content");
                AnthropicPartWriter.Write(json, turn.Parts);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteTools(json, conversation);
            WriteSampling(json, conversation, thinks || ClaudeModel.IsAdaptive(context.UpstreamModel));
            AnthropicThinking.Write(json, conversation, context, thinks);
            WriteOutput(json, conversation, context);
            if (conversation.Stream)
            {
                json.WriteBoolean("stream", true);
            }

            json.WriteEndObject();
        });
    }

    private static void WriteTools(Utf8JsonWriter json, ModelRequest conversation)
    {
        if (conversation.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in conversation.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name.Name);
            json.TextUnlessNull("description", tool.Description);
            json.Raw("input_schema", tool.Schema ?? NoArguments);
            if (tool.Strict == true)
            {
                json.WriteBoolean("strict", true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (conversation.Choice is null && conversation.ParallelCalls is not false)
        {
            return;
        }

        json.WriteStartObject("tool_choice");
        var mode = conversation.Choice?.Mode ?? ToolChoiceMode.Auto;
        json.WriteString("type", mode switch { ToolChoiceMode.Required => "any", ToolChoiceMode.None => "none", ToolChoiceMode.Named => "tool", _ => "auto" });
        json.TextUnlessNull("name", mode == ToolChoiceMode.Named ? conversation.Choice!.Tool!.Value.Name : null);
        if (mode != ToolChoiceMode.None && conversation.ParallelCalls is { } parallel)
        {
            json.WriteBoolean("disable_parallel_tool_use", !parallel);
        }

        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, ModelRequest conversation, bool fixedSampling)
    {
        if (conversation.Stop.Count > 0)
        {
            json.WriteStartArray("stop_sequences");
            foreach (var stop in conversation.Stop)
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
        json.NumberUnlessNull("temperature", conversation.Temperature is { } warm ? Math.Min(warm, 1) : null);
        json.NumberUnlessNull("top_p", conversation.Temperature is null ? conversation.TopP : null);
        json.NumberUnlessNull("top_k", conversation.TopK);
    }

    private static void WriteOutput(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context)
    {
        var effort = AnthropicThinking.Effort(conversation, context);
        if (effort is null && conversation.Format is null)
        {
            return;
        }

        json.WriteStartObject("output_config");
        json.TextUnlessNull("effort", effort);
        if (conversation.Format?.Schema is { } schema)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            json.Raw("schema", JsonSchemas.Closed(schema));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
