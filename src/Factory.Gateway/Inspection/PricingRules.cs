using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>
/// Rejects requests that models.json has no price for: a call without a known maximum cost cannot be reserved.
/// </summary>
internal static class PricingRules
{
    /// <summary>Accepts only the service tiers, speeds and regions that are billed at the list price.</summary>
    public static void CheckServiceTier(ref Utf8JsonReader reader, string name)
    {
        // An allow list: a tier that a vendor adds tomorrow has a price that is not in models.json.
        var isListPrice = reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.String
                && (reader.ValueTextEquals("auto"u8) || reader.ValueTextEquals("default"u8) || reader.ValueTextEquals("standard"u8)
                    || reader.ValueTextEquals("standard_only"u8) || reader.ValueTextEquals("global"u8)));
        if (!isListPrice)
        {
            throw new RequestRejectedException($"'{name}': only the standard service has a price in models.json; leave it out.");
        }
    }

    /// <summary>Accepts text as the only output modality.</summary>
    public static void CheckModalities(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return;
        }

        var isText = reader.TokenType == JsonTokenType.StartArray;
        while (isText && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isText = reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("TEXT"u8));
        }

        if (!isText)
        {
            throw new RequestRejectedException($"'{name}': only answers in text have a price in models.json.");
        }
    }

    /// <summary>
    /// Reads how long Anthropic's cache is to keep what is written to it: five minutes or, at a higher price, an hour.
    /// </summary>
    public static void ReadCacheControl(ref Utf8JsonReader reader, RequestInspection inspection)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.ValueTextEquals("ttl"u8);
            reader.Read();
            if (isTime && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("1h"u8))
            {
                inspection.UsesOneHourCache = true;
            }
            else if (isTime
                && reader.TokenType != JsonTokenType.Null
                && !(reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("5m"u8)))
            {
                throw new RequestRejectedException("'cache_control.ttl': only \"5m\" and \"1h\" have a price; leave it out.");
            }

            reader.Skip();
        }
    }
}
