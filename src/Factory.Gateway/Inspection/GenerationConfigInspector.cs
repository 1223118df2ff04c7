using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects Gemini's <c>generationConfig</c>: output limit, choices, thinking, modalities. Google accepts camel case
/// and snake case.
/// </summary>
internal static class GenerationConfigInspector
{
    /// <summary>Inspects the value at the reader.</summary>
    /// <exception cref="RequestRejectedException">It has no upper bound or no single meaning.</exception>
    public static void Read(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                inspection.HasGenerationConfig = true;
                ReadMember(ref reader, inspection);
            }
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            throw new RequestRejectedException("'generationConfig' must be an object.");
        }

        inspection.GenerationConfigRange = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    private static void ReadMember(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (Is(ref reader, "maxOutputTokens"u8, "max_output_tokens"u8))
        {
            // Both spellings at once: Google's choice between them is not documented.
            if (inspection.MaxOutputTokensRange.Exists)
            {
                throw new RequestRejectedException("'generationConfig.maxOutputTokens' appears twice; send it once.");
            }

            reader.Read();
            inspection.MaxOutputTokensRange = RequestJson.RangeOf(ref reader);
            inspection.MaxOutputTokens = RequestJson.ReadInteger(ref reader, "generationConfig.maxOutputTokens", 0);
        }
        else if (Is(ref reader, "candidateCount"u8, "candidate_count"u8))
        {
            reader.Read();
            inspection.Choices = Math.Max(
                inspection.Choices,
                (int)Math.Min(RequestJson.ReadInteger(ref reader, "generationConfig.candidateCount", 1) ?? 1, 1_000_000));
        }
        else if (Is(ref reader, "responseModalities"u8, "response_modalities"u8))
        {
            reader.Read();
            PricingRules.CheckModalities(ref reader, "generationConfig.responseModalities");
        }
        else if (Is(ref reader, "responseFormat"u8, "response_format"u8))
        {
            reader.Read();
            PricingRules.CheckResponseFormat(ref reader, "generationConfig.responseFormat");
        }
        else if (Is(ref reader, "thinkingConfig"u8, "thinking_config"u8))
        {
            reader.Read();
            ReadThinkingConfig(ref reader, inspection);
        }
        else
        {
            var isUnpriced = GeminiFields.Generation.Find(reader.ValueSpan, out _)?.Property == RequestProperty.Unpriced;
            var name = FieldTable.PathOf("generationConfig", reader.ValueSpan);
            reader.Read();
            if (isUnpriced)
            {
                PricingRules.CheckUnpriced(ref reader, name, isSwitch: false);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadThinkingConfig(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBudget = Is(ref reader, "thinkingBudget"u8, "thinking_budget"u8);
            reader.Read();
            if (isBudget)
            {
                // -1 leaves the budget to the model, which keeps to the output limit.
                inspection.ThinkingBudget = Math.Max(
                    inspection.ThinkingBudget,
                    RequestJson.ReadInteger(ref reader, "thinkingBudget", -1) ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) =>
        reader.ValueTextEquals(camel) || reader.ValueTextEquals(snake);
}
