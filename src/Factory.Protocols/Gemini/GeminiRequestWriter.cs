using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;

namespace Factory.Protocols.Gemini;

/// <summary>Requests to generateContent and streamGenerateContent.</summary>
internal static class GeminiRequestWriter
{
    // The limit of Gemini 2.5 Flash, the lowest of the models with budgets.
    private const int MaxBudgetTokens = 24_576;

    private static readonly string[] AcceptedImages = ["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"];

    /// <summary>
    /// Writes the body of a request. The model and whether the reply is a stream are part of the address.
    /// </summary>
    /// <exception cref="TranslationException">The request uses something that the API does not have.</exception>
    public static byte[] Write(ModelRequest request, TranslationContext context)
    {
        var (system, rest) = MessageNormalizer.SplitInstructions(request.Messages);
        var messages = MessageNormalizer.InstructionsAsUserMessages(
            MessageNormalizer.KeepOwnReasoning(rest, ModelApi.GeminiGenerateContent, needsProof: false));
        UnsupportedSetting.RejectImageUrls(request, messages, "Gemini");
        UnsupportedSetting.RejectImageTypes(request, messages, "Gemini", AcceptedImages);
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
            foreach (var message in messages)
            {
                json.WriteStartObject();
                json.WriteString("role", message.Role == Role.Assistant ? "model" : "user");
                json.WriteStartArray("parts");
                GeminiPartWriter.Write(json, [.. OrderParts(message)], signCalls: true);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            GeminiTools.Write(json, request);
            WriteGeneration(json, request, context);
            json.WriteEndObject();
        });
    }

    private static IEnumerable<ContentPart> OrderParts(Message message)
    {
        var results = message.Parts.OfType<ToolResultPart>().ToList();
        return
        [
            .. results,
            .. results.SelectMany(ToolResultImages.ToUserParts),
            .. message.Parts.Where(part => part is not ToolResultPart),
        ];
    }

    private static void WriteGeneration(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        json.WriteStartObject("generationConfig");
        json.WriteNumberIfNotNull("maxOutputTokens", request.MaxOutputTokens);
        json.WriteNumberIfNotNull("temperature", request.Temperature);
        json.WriteNumberIfNotNull("topP", request.TopP);
        json.WriteNumberIfNotNull("topK", request.TopK);
        json.WriteNumberIfNotNull("frequencyPenalty", request.FrequencyPenalty);
        json.WriteNumberIfNotNull("presencePenalty", request.PresencePenalty);
        json.WriteNumberIfNotNull("seed", request.Seed);
        json.WriteStringsIfAny("stopSequences", request.StopSequences);
        if (request.ResponseFormat is { } format)
        {
            json.WriteString("responseMimeType", "application/json");

            // responseSchema takes Google's OpenAPI subset only and rejects keywords like additionalProperties.
            if (format.Schema is { } schema)
            {
                json.WriteRaw("responseJsonSchema", schema);
            }
        }

        WriteThinking(json, request, context);
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, ModelRequest request, TranslationContext context)
    {
        if (!context.SupportsReasoning || request.Reasoning is not { } reasoning)
        {
            return;
        }

        // Before Gemini 3 thinking has a budget, from then on a level, and each rejects the other. Only the flash
        // models of 2.5 can switch it off.
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
            if (reasoning.ShowText)
            {
                json.WriteBoolean("includeThoughts", true);
            }

            if (old && (reasoning.BudgetTokens is not null || reasoning.Effort is not null))
            {
                json.WriteNumber(
                    "thinkingBudget",
                    Math.Min(reasoning.BudgetTokens ?? ReasoningBudgets.ToBudget(reasoning.Effort), MaxBudgetTokens));
            }
            else if (!old && ReasoningBudgets.EffortOf(reasoning) is { } effort)
            {
                json.WriteString("thinkingLevel", effort is "xhigh" or "max" ? "high" : effort);
            }
        }

        json.WriteEndObject();
    }
}
