using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects the top-level fields that refer to input outside the body, or that let the provider read the input twice.
/// </summary>
internal static class ExternalInputInspector
{
    /// <summary>Inspects the value at the reader, and skips it.</summary>
    public static void Read(ref Utf8JsonReader reader, RequestInspection inspection, RequestProperty property)
    {
        switch (property)
        {
            case RequestProperty.ExternalInput when !PricingRules.SaysNothing(ref reader):
                (inspection.HasExternalInput, inspection.HasProviderState) = (true, true);
                break;
            case RequestProperty.LongerInput when !PricingRules.SaysNothing(ref reader):
                inspection.HasExternalInput = true;
                break;
            case RequestProperty.ExtraBody when !PricingRules.SaysNothing(ref reader):
                (inspection.HasExternalInput, inspection.HasRemoteAddress) = (true, true);
                break;
            case RequestProperty.Thread when IsContinued(ref reader):
                (inspection.HasExternalInput, inspection.HasProviderState) = (true, true);
                break;
            case RequestProperty.Compaction when Summarizes(reader):
            case RequestProperty.Summary when !PricingRules.SaysNothing(ref reader):
                (inspection.HasExternalInput, inspection.Samplings) = (true, 2);
                break;
        }

        // Does nothing where the value was skipped already.
        reader.Skip();
    }

    // A thread that a request creates holds what the request sends. Everything else refers to an earlier one.
    private static bool IsContinued(ref Utf8JsonReader reader)
    {
        var value = reader;
        var creates = false;
        if (PricingRules.SaysNothing(ref reader))
        {
            return false;
        }

        while (value.Read() && value.TokenType == JsonTokenType.PropertyName)
        {
            var isType = value.ValueTextEquals("type"u8);
            value.Read();
            var creation = isType && value.TokenType == JsonTokenType.String && value.ValueTextEquals("create"u8);
            if (!creation && value.TokenType != JsonTokenType.Null)
            {
                return true;
            }

            creates |= creation;
        }

        return !creates;
    }

    // Edits that only remove something cost nothing. Any other kind may be a summary, which the model writes after
    // reading everything. The reader is a copy.
    private static bool Summarizes(Utf8JsonReader reader)
    {
        var (depth, edits, clears) = (reader.CurrentDepth, 0, 0);
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                edits++;
                clears += reader.TokenType == JsonTokenType.String && IsKnownWithoutSampling(reader.ValueSpan) ? 1 : 0;
            }
        }

        return edits > clears;
    }

    // The types of triggers and limits beside those of the edits.
    private static bool IsKnownWithoutSampling(ReadOnlySpan<byte> type) => type.StartsWith("clear_"u8)
        || type.SequenceEqual("input_tokens"u8)
        || type.SequenceEqual("tool_uses"u8)
        || type.SequenceEqual("thinking_turns"u8)
        || type.SequenceEqual("all"u8)
        || type.SequenceEqual("none"u8);
}
