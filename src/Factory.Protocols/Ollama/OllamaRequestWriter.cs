using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Ollama;

/// <summary>
/// Ollama's own chat. It is the only way to say how much context the server sets aside: its copy of OpenAI's protocol takes no <c>num_ctx</c>, and the
/// server cuts what is longer than its default silently. Here a request that is too long is refused instead.
/// </summary>
internal static class OllamaRequestWriter
{
    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        var turns = MessageNormalizer.KeepOwnReasoning(request.Messages, ModelApi.OllamaChat, needsProof: false);
        var images = turns.SelectMany(message => message.Parts).SelectMany(part => part is ToolResultPart result ? result.Content : [part]).OfType<ImagePart>();
        UnsupportedSetting.RejectIfUsed(request, UnsupportedSetting.ImageUrl, images.Any(image => image.Url is not null), "Ollama does not fetch images from other addresses; send the image itself in base64");
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("model", context.UpstreamModel);
            json.WriteBoolean("stream", request.Stream);
            json.WriteBoolean("truncate", false);
            json.WriteBoolean("shift", false);
            json.WriteStartArray("messages");
            foreach (var message in turns)
            {
                OllamaMessageWriter.Write(json, message);
            }

            json.WriteEndArray();
            WriteTools(json, request);
            if (request.ResponseFormat is { } format)
            {
                if (format.Schema is { } schema)
                {
                    json.WriteRaw("format", schema);
                }
                else
                {
                    json.WriteString("format", "json");
                }
            }

            WriteThinking(json, request.Reasoning, context);
            WriteOptions(json, request, context);
            json.WriteEndObject();
        });
    }

    /// <summary>Ollama has no choice of tools: none is offered where none may be called, and only the one that must be.</summary>
    private static void WriteTools(Utf8JsonWriter json, ModelRequest request)
    {
        var offered = request.ToolChoice switch
        {
            { Mode: ToolChoiceMode.None } => [],
            { Mode: ToolChoiceMode.Named, Tool: { } chosen } => request.Tools.Where(tool => tool.Name == chosen),
            _ => request.Tools,
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
            json.WriteStringIfNotNull("description", tool.Description);
            if (tool.Schema is { } schema)
            {
                json.WriteRaw("parameters", schema);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Only gpt-oss knows efforts; other models think or do not.</summary>
    private static void WriteThinking(Utf8JsonWriter json, Reasoning? reasoning, TranslationContext context)
    {
        if (!context.SupportsReasoning || reasoning is null or { Mode: ReasoningMode.Unspecified, Effort: null, BudgetTokens: null })
        {
            return;
        }

        var isOn = reasoning.Mode != ReasoningMode.Off;
        if (isOn && context.UpstreamModel.Contains("gpt-oss", StringComparison.Ordinal))
        {
            var effort = reasoning.Effort ?? (reasoning.BudgetTokens is { } budget ? ReasoningBudgets.FromBudget(budget) : "medium");
            json.WriteString("think", effort switch { "minimal" => "low", "xhigh" or "max" => "high", _ => effort });
        }
        else
        {
            json.WriteBoolean("think", isOn);
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        json.WriteStartObject("options");
        json.WriteNumberIfNotNull("num_ctx", context.ContextTokens);
        json.WriteNumberIfNotNull("num_predict", request.MaxOutputTokens);
        json.WriteNumberIfNotNull("temperature", request.Temperature);
        json.WriteNumberIfNotNull("top_p", request.TopP);
        json.WriteNumberIfNotNull("top_k", request.TopK);
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

        json.WriteEndObject();
    }
}
