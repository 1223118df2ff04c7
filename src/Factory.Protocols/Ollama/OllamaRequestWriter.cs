using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>
/// Ollama's own chat. It is the only way to say how much context the server sets aside: its copy of OpenAI's protocol takes no <c>num_ctx</c>, and the
/// server cuts what is longer than its default without a word. Here a request that is too long is refused instead.
/// </summary>
internal static class OllamaRequestWriter
{
    public static byte[] Write(ModelRequest conversation, TranslationContext context)
    {
        var turns = Turns.WithOwnThoughts(conversation.Turns, Protocol.OllamaChat, needsProof: false);
        var images = turns.SelectMany(turn => turn.Parts).SelectMany(part => part is ToolResultPart result ? result.Content : [part]).OfType<ImagePart>();
        Setting.Refuse(conversation, Setting.ImageUrl, images.Any(image => image.Url is not null), "Ollama does not fetch images from other addresses; send the image itself in base64");
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteBoolean("stream", conversation.Stream);
            json.WriteBoolean("truncate", false);
            json.WriteBoolean("shift", false);
            json.WriteStartArray("messages");
            foreach (var turn in turns)
            {
                OllamaMessageWriter.Write(json, turn);
            }

            json.WriteEndArray();
            WriteTools(json, conversation);
            if (conversation.Format is { } format)
            {
                if (format.Schema is { } schema)
                {
                    json.Raw("format", schema);
                }
                else
                {
                    json.WriteString("format", "json");
                }
            }

            WriteThinking(json, conversation.Reasoning, context);
            WriteOptions(json, conversation, context);
            json.WriteEndObject();
        });
    }

    /// <summary>Ollama has no choice of tools: none is offered where none may be called, and only the one that must be.</summary>
    private static void WriteTools(Utf8JsonWriter json, ModelRequest conversation)
    {
        var offered = conversation.Choice switch
        {
            { Mode: ToolChoiceMode.None } => [],
            { Mode: ToolChoiceMode.Named, Tool: { } chosen } => conversation.Tools.Where(tool => tool.Name == chosen),
            _ => conversation.Tools,
        };
        if (!offered.Any())
        {
            return;
        }

        json.WriteStartArray("tools");
        foreach (var tool in offered)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name.Name);
            json.TextUnlessNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.Raw("parameters", schema);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Only gpt-oss knows efforts; other models think or do not.</summary>
    private static void WriteThinking(Utf8JsonWriter json, Reasoning? reasoning, TranslationContext context)
    {
        if (!context.Reasons || reasoning is null or { Mode: ReasoningMode.Unsaid, Effort: null, Budget: null })
        {
            return;
        }

        var isOn = reasoning.Mode != ReasoningMode.Off;
        if (isOn && context.UpstreamModel.Contains("gpt-oss", StringComparison.Ordinal))
        {
            var effort = reasoning.Effort ?? (reasoning.Budget is { } budget ? ReasoningEffort.OfBudget(budget) : "medium");
            json.WriteString("think", effort switch { "minimal" => "low", "xhigh" or "max" => "high", _ => effort });
        }
        else
        {
            json.WriteBoolean("think", isOn);
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context)
    {
        json.WriteStartObject("options");
        json.NumberUnlessNull("num_ctx", context.ContextTokens);
        json.NumberUnlessNull("num_predict", conversation.MaxOutputTokens);
        json.NumberUnlessNull("temperature", conversation.Temperature);
        json.NumberUnlessNull("top_p", conversation.TopP);
        json.NumberUnlessNull("top_k", conversation.TopK);
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

        json.WriteEndObject();
    }
}
