using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Gateway.Inspection;

/// <summary>
/// One forward pass over a request's body. Nothing is copied but the model's name. What decides the upper bound must be written plainly: escapes in names, names that stand
/// twice and names in another case are refused, since a server might read them otherwise than the meter does.
/// </summary>
internal static class RequestInspector
{
    private const int MaxDepth = 256;

    /// <summary>Reads the facts.</summary>
    /// <exception cref="RequestRejectedException">It is not JSON, or says something that has no price or no single meaning.</exception>
    public static RequestInspection Inspect(ReadOnlySpan<byte> body, ModelApi api)
    {
        if (!Utf8.IsValid(body))
        {
            throw new RequestRejectedException("The body is not UTF-8: it holds half a character or a byte that is none.");
        }

        var inspection = new RequestInspection { BodyLength = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            ReadProperties(ref reader, inspection, api);
        }
        catch (JsonException e)
        {
            throw new RequestRejectedException($"The body is not JSON: line {(e.LineNumber + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"}, byte {(e.BytePositionInLine + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"} is where it breaks off.");
        }

        if (inspection.Model is null && api != ModelApi.GeminiGenerateContent)
        {
            throw new RequestRejectedException("'model' is missing: name a model or a tier such as factory/cheap.");
        }

        return inspection;
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
                throw new RequestRejectedException("The name of a property at the top holds an escape; write names plainly.");
            }

            var property = RequestProperties.Find(table, reader.ValueSpan, out var isExact);
            var name = property == RequestProperty.Other ? "" : Encoding.ASCII.GetString(reader.ValueSpan);
            if (!isExact)
            {
                throw new RequestRejectedException($"'{name}' must be written in the protocol's own case.");
            }

            // Content, elsewhere and unpriced may be several properties; what they do adds up.
            var bit = 1u << (int)property;
            if ((seen & bit) != 0 && property is not (RequestProperty.Other or RequestProperty.Content or RequestProperty.ExternalInput or RequestProperty.Unpriced or RequestProperty.ServiceTier))
            {
                throw new RequestRejectedException($"'{name}' appears twice; send it once.");
            }

            seen |= bit;
            reader.Read();
            ReadValue(ref reader, inspection, api, property, name);
        }

        reader.Read();
    }

    private static void ReadValue(ref Utf8JsonReader reader, RequestInspection inspection, ModelApi api, RequestProperty property, string name)
    {
        var isNull = reader.TokenType == JsonTokenType.Null;
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
                inspection.Choices = (int)Math.Clamp(RequestJson.ReadInteger(ref reader, name, 1) ?? 1, 1, 1_000_000);
                break;
            case RequestProperty.MaxOutputTokens:
                inspection.MaxOutputTokensRange = RequestJson.RangeOf(ref reader);
                inspection.MaxOutputTokens = Max(inspection.MaxOutputTokens, RequestJson.ReadInteger(ref reader, name, 0));
                break;
            case RequestProperty.LegacyMaxTokens:
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
            case RequestProperty.ServiceTier:
                PricingRules.CheckServiceTier(ref reader, name);
                break;
            case RequestProperty.CacheControl:
                PricingRules.ReadCacheControl(ref reader, inspection);
                break;
            case RequestProperty.Modalities:
                PricingRules.CheckModalities(ref reader, name);
                break;
            case RequestProperty.ExternalInput:
                inspection.HasExternalInput |= !isNull;
                reader.Skip();
                break;
            case RequestProperty.Unpriced when !isNull && reader.TokenType != JsonTokenType.False:
                throw new RequestRejectedException($"'{name}' costs what models.json has no price for, so no budget could cover it; leave it out.");
            case RequestProperty.Content:
                ContentInspector.Read(ref reader, inspection, api);
                break;
            default:
                reader.Skip();
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
                inspection.ThinkingBudget = Math.Max(inspection.ThinkingBudget, RequestJson.ReadInteger(ref reader, "thinking.budget_tokens", 0) ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long? Max(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
