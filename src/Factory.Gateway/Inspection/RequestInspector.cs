using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Inspects a request's body in one forward pass. Nothing is copied but the model's name. What decides the maximum cost
/// must have one meaning only: escapes in names, duplicate names and names in another case are rejected, because a
/// provider might read them differently from the meter and generate more than what was reserved.
/// </summary>
internal static class RequestInspector
{
    private const int MaxDepth = 256;

    private const uint Repeatable = (1u << (int)RequestProperty.Plain)
        | (1u << (int)RequestProperty.Content)
        | (1u << (int)RequestProperty.ExternalInput)
        | (1u << (int)RequestProperty.Unpriced)
        | (1u << (int)RequestProperty.UnpricedSwitch)
        | (1u << (int)RequestProperty.Compaction)
        | (1u << (int)RequestProperty.ThinkingBudget)
        | (1u << (int)RequestProperty.ServiceTier);

    /// <summary>Inspects a body.</summary>
    /// <param name="body">The body, uncompressed.</param>
    /// <param name="api">The API of the request.</param>
    /// <exception cref="RequestRejectedException">It is not JSON, or it requests something that has no price or no
    /// single meaning.</exception>
    public static RequestInspection Inspect(ReadOnlySpan<byte> body, ModelApi api)
    {
        // Utf8JsonReader does not check the text that it skips; providers do, each in its own way.
        if (!Utf8.IsValid(body))
        {
            throw new RequestRejectedException("The body is not UTF-8: it contains half a character or an invalid byte.");
        }

        var inspection = new RequestInspection { BodyLength = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            ReadProperties(ref reader, inspection, api);
        }
        catch (JsonException e)
        {
            throw new RequestRejectedException($"The body is not JSON: the error is in line {At(e.LineNumber)}, byte " +
                $"{At(e.BytePositionInLine)}.");
        }

        if (inspection.Model is null && api != ModelApi.GeminiGenerateContent)
        {
            throw new RequestRejectedException("'model' is missing: name a model or a tier such as factory/cheap.");
        }

        return inspection;

        static string At(long? position) => (position + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?";
    }

    private static void ReadProperties(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestRejectedException("The body must be a JSON object.");
        }

        inspection.FirstPropertyOffset = (int)reader.BytesConsumed;
        var table = RequestProperties.ForApi(api);
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            inspection.HasProperties = true;
            if (reader.ValueIsEscaped)
            {
                throw new RequestRejectedException("The name of a top-level property contains an escape; write names plainly.");
            }

            // A provider that ignores case would follow a property that was inspected as another one here.
            var name = FieldTable.PathOf("", reader.ValueSpan);
            var field = table.Find(reader.ValueSpan, out var isExact) ?? throw FieldTable.Unknown(name);
            if (!isExact)
            {
                throw new RequestRejectedException($"'{name}' must be written in the API's own case.");
            }

            // Several properties share these kinds, and what they say adds up.
            var bit = 1u << (int)field.Property;
            if ((seen & bit) != 0 && (Repeatable & bit) == 0)
            {
                throw new RequestRejectedException($"'{name}' appears twice; send it once.");
            }

            seen |= bit;
            reader.Read();
            field.Members?.Check(reader, name);
            ReadValue(ref reader, inspection, api, field.Property, name);
        }

        reader.Read();
    }

    private static void ReadValue(
        ref Utf8JsonReader reader,
        RequestInspection inspection,
        ModelApi api,
        RequestProperty property,
        string name)
    {
        switch (property)
        {
            case RequestProperty.Model:
                inspection.Model = RequestJson.ReadText(ref reader, name);
                inspection.ModelRange = RequestJson.RangeOf(ref reader);
                break;
            case RequestProperty.Stream:
                inspection.Stream = RequestJson.ReadFlag(ref reader, name);
                break;
            case RequestProperty.StreamOptions:
                ReadStreamOptions(ref reader, inspection);
                break;
            case RequestProperty.Choices:
                // Clamped, because the cost is multiplied by it: more than a million choices exceed every budget
                // anyway.
                inspection.Choices = (int)Math.Clamp(RequestJson.ReadInteger(ref reader, name, 1) ?? 1, 1, 1_000_000);
                break;
            case RequestProperty.MaxOutputTokens:
                inspection.MaxOutputTokensRange = RequestJson.RangeOf(ref reader);
                inspection.MaxOutputTokens = Max(inspection.MaxOutputTokens, RequestJson.ReadInteger(ref reader, name, 0));
                break;
            case RequestProperty.LegacyMaxTokens:
                // With both names present a server may follow either, so the larger one is what the call can cost.
                inspection.LegacyMaxTokensRange = RequestJson.RangeOf(ref reader);
                inspection.MaxOutputTokens = Max(inspection.MaxOutputTokens, RequestJson.ReadInteger(ref reader, name, 0));
                break;
            case RequestProperty.Thinking:
                ReadThinking(ref reader, inspection);
                break;
            case RequestProperty.GenerationConfig:
                GenerationConfigInspector.Read(ref reader, inspection);
                break;
            case RequestProperty.Tools:
                ToolInspector.Read(ref reader, inspection, api);
                break;
            case RequestProperty.Content:
                ContentInspector.Read(ref reader, inspection, api);
                break;
            default:
                CheckPrice(ref reader, inspection, property, name);
                break;
        }
    }

    /// <summary>Properties that only decide whether the call has a price, and which.</summary>
    private static void CheckPrice(ref Utf8JsonReader reader, RequestInspection inspection, RequestProperty property, string name)
    {
        switch (property)
        {
            case RequestProperty.ServiceTier:
                PricingRules.CheckServiceTier(ref reader, name);
                break;
            case RequestProperty.CacheControl:
                PricingRules.ReadCacheControl(ref reader, inspection);
                break;
            case RequestProperty.Reasoning:
                PricingRules.CheckReasoning(ref reader, name);
                break;
            case RequestProperty.Modalities:
                PricingRules.CheckModalities(ref reader, name);
                break;
            case RequestProperty.Unpriced or RequestProperty.UnpricedSwitch:
                PricingRules.CheckUnpriced(ref reader, name, property == RequestProperty.UnpricedSwitch);
                break;
            case RequestProperty.UnpricedCount:
                PricingRules.CheckCount(ref reader, name);
                break;
            case RequestProperty.ThinkingBudget:
                inspection.ThinkingBudget = Math.Max(inspection.ThinkingBudget, RequestJson.ReadInteger(ref reader, name, -1) ?? 0);
                break;
            default:
                ExternalInputInspector.Read(ref reader, inspection, property);
                break;
        }
    }

    private static void ReadStreamOptions(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                inspection.HasStreamOptions = true;
                var isUsage = reader.ValueTextEquals("include_usage"u8);
                reader.Read();
                if (isUsage)
                {
                    inspection.ClientWantsUsage = RequestJson.ReadFlag(ref reader, "stream_options.include_usage");
                    inspection.IncludeUsageRange = RequestJson.RangeOf(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            throw new RequestRejectedException("'stream_options' must be an object.");
        }

        inspection.StreamOptionsRange = new ByteRange(start, (int)reader.BytesConsumed - start);
    }

    private static void ReadThinking(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isBudget = reader.ValueTextEquals("budget_tokens"u8);
            reader.Read();
            if (isBudget)
            {
                inspection.ThinkingBudget = Math.Max(
                    inspection.ThinkingBudget,
                    RequestJson.ReadInteger(ref reader, "thinking.budget_tokens", 0) ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long? Max(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
