using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>Gemini's <c>generationConfig</c>: cap, choices, thinking, kinds of answer. Google reads camel and snake case.</summary>
internal static class GenerationConfigScan
{
    public static void Read(ref Utf8JsonReader reader, RequestInspection facts)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                facts.HasGenerationConfig = true;
                Member(ref reader, facts);
            }
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            throw new RequestRejectedException("'generationConfig' must be an object.");
        }

        facts.GenerationConfigAt = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    private static void Member(ref Utf8JsonReader reader, RequestInspection facts)
    {
        if (Is(ref reader, "maxOutputTokens"u8, "max_output_tokens"u8))
        {
            if (facts.CapAt.IsThere)
            {
                throw new RequestRejectedException("'generationConfig.maxOutputTokens' stands twice; send it once.");
            }

            reader.Read();
            facts.CapAt = JsonValues.Here(ref reader);
            facts.Cap = JsonValues.Whole(ref reader, "generationConfig.maxOutputTokens", 0);
        }
        else if (Is(ref reader, "candidateCount"u8, "candidate_count"u8))
        {
            reader.Read();
            facts.Choices = Math.Max(facts.Choices, (int)Math.Min(JsonValues.Whole(ref reader, "generationConfig.candidateCount", 1) ?? 1, 1_000_000));
        }
        else if (Is(ref reader, "responseModalities"u8, "response_modalities"u8))
        {
            reader.Read();
            Prices.CheckModalities(ref reader, "generationConfig.responseModalities");
        }
        else if (Is(ref reader, "thinkingConfig"u8, "thinking_config"u8))
        {
            reader.Read();
            Thinking(ref reader, facts);
        }
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    private static void Thinking(ref Utf8JsonReader reader, RequestInspection facts)
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
                // -1 leaves it to the model.
                facts.Thinking = Math.Max(facts.Thinking, JsonValues.Whole(ref reader, "thinkingBudget", -1) ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> camel, ReadOnlySpan<byte> snake) => reader.ValueTextEquals(camel) || reader.ValueTextEquals(snake);
}
