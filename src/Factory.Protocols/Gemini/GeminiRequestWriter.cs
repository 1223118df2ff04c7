using System.Text.Json;
using Factory.Protocols.Conversations;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

internal static class GeminiRequestWriter
{
    public static byte[] Write(ModelRequest conversation, TranslationContext context)
    {
        var (system, rest) = Turns.Split(conversation.Turns);
        var turns = Turns.SystemAsUser(Turns.WithOwnThoughts(rest, Protocol.GeminiGenerate, needsProof: false));
        var images = turns.SelectMany(turn => turn.Parts).SelectMany(part => part is ToolResultPart result ? result.Content : [part]).OfType<ImagePart>();
        Setting.Refuse(conversation, Setting.ImageUrl, images.Any(image => image.Url is not null), "Gemini does not fetch images from other addresses; send the image itself in base64");
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            if (system.Count > 0)
            {
                json.WriteStartObject("systemInstruction");
                json.WriteStartArray("parts");
                GeminiPartWriter.Write(json, [.. system.Select(text => new TextPart(text))], signCalls: false);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteStartArray("contents");
            foreach (var turn in turns)
            {
                json.WriteStartObject();
                json.WriteString("role", turn.Role == Role.Assistant ? "model" : "user");
                json.WriteStartArray("parts");
                GeminiPartWriter.Write(json, [.. Spread(turn)], signCalls: true);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            GeminiTools.Write(json, conversation);
            WriteGeneration(json, conversation, context);
            json.WriteEndObject();
        });
    }

    private static IEnumerable<ContentPart> Spread(Message turn)
    {
        var results = turn.Parts.OfType<ToolResultPart>().ToList();
        return [.. results, .. results.SelectMany(ToolImages.Beside), .. turn.Parts.Where(part => part is not ToolResultPart)];
    }

    private static void WriteGeneration(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context)
    {
        json.WriteStartObject("generationConfig");
        json.NumberUnlessNull("maxOutputTokens", conversation.MaxOutputTokens);
        json.NumberUnlessNull("temperature", conversation.Temperature);
        json.NumberUnlessNull("topP", conversation.TopP);
        json.NumberUnlessNull("topK", conversation.TopK);
        json.NumberUnlessNull("frequencyPenalty", conversation.FrequencyPenalty);
        json.NumberUnlessNull("presencePenalty", conversation.PresencePenalty);
        if (conversation.Seed is { } seed)
        {
            json.WriteNumber("seed", seed);
        }

        if (conversation.Stop.Count > 0)
        {
            json.WriteStartArray("stopSequences");
            foreach (var stop in conversation.Stop)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        if (conversation.Format is { } format)
        {
            json.WriteString("responseMimeType", "application/json");
            if (format.Schema is { } schema)
            {
                json.Raw("responseJsonSchema", schema);
            }
        }

        WriteThinking(json, conversation, context);
        json.WriteEndObject();
    }

    /// <summary>Before Gemini 3 thinking has a budget, from then on a level; only the flash models of 2.5 can switch it off.</summary>
    private static void WriteThinking(Utf8JsonWriter json, ModelRequest conversation, TranslationContext context)
    {
        if (!context.Reasons || conversation.Reasoning is not { } reasoning)
        {
            return;
        }

        var old = context.UpstreamModel.Contains("gemini-2", StringComparison.Ordinal);
        var off = reasoning.Mode == ReasoningMode.Off;
        if (off && !(old && context.UpstreamModel.Contains("flash", StringComparison.Ordinal)))
        {
            return;
        }

        json.WriteStartObject("thinkingConfig");
        if (off)
        {
            json.WriteNumber("thinkingBudget", 0);
        }
        else
        {
            if (reasoning.Show)
            {
                json.WriteBoolean("includeThoughts", true);
            }

            if (old && (reasoning.Budget is not null || reasoning.Effort is not null))
            {
                json.WriteNumber("thinkingBudget", Math.Min(reasoning.Budget ?? ReasoningEffort.Budget(reasoning.Effort), 24_576));
            }
            else if (!old && (reasoning.Effort ?? (reasoning.Budget is { } budget ? ReasoningEffort.OfBudget(budget) : null)) is { } effort)
            {
                json.WriteString("thinkingLevel", effort is "xhigh" or "max" ? "high" : effort);
            }
        }

        json.WriteEndObject();
    }
}
