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
                    || reader.ValueTextEquals("standard_only"u8) || reader.ValueTextEquals("global"u8)
                    || reader.ValueTextEquals(""u8)));
        if (!isListPrice)
        {
            throw new RequestRejectedException($"'{name}': only the standard service has a price in models.json; leave it out.");
        }
    }

    /// <summary>Accepts the mode of reasoning that is billed at the list price.</summary>
    public static void CheckReasoning(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMode = reader.ValueTextEquals("mode"u8);
            reader.Read();
            var isStandard = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("standard"u8);
            if (isMode && !isStandard && !SaysNothing(ref reader))
            {
                throw new RequestRejectedException($"'{name}.mode': only \"standard\" has a price in models.json; leave it out.");
            }

            reader.Skip();
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

    /// <summary>Rejects formats of Gemini's <c>responseFormat</c> other than text: one object of formats, or a list of them.</summary>
    public static void CheckResponseFormat(ref Utf8JsonReader reader, string name)
    {
        var depth = reader.CurrentDepth;
        var formats = reader.TokenType == JsonTokenType.StartArray ? depth + 2 : depth + 1;
        if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
        {
            return;
        }

        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == formats && !reader.ValueTextEquals("text"u8))
            {
                throw new RequestRejectedException(
                    $"'{name}': only answers in text have a price in models.json; leave out every format other than 'text'.");
            }
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
            if (!isTime && !reader.ValueTextEquals("type"u8) && !reader.ValueTextEquals("scope"u8))
            {
                throw FieldTable.Unknown(FieldTable.PathOf("cache_control", reader.ValueSpan));
            }

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

    /// <summary>Rejects what has no price, unless the value says nothing: empty, false or switched off.</summary>
    /// <param name="reader">At the value; at its end afterwards.</param>
    /// <param name="name">The field.</param>
    /// <param name="isSwitch">Whether an empty object switches it on.</param>
    public static void CheckUnpriced(ref Utf8JsonReader reader, string name, bool isSwitch)
    {
        if (!SaysNothing(ref reader, isSwitch))
        {
            throw new RequestRejectedException($"'{name}' costs something that models.json has no price for, so no budget could " +
                "cover it; leave it out.");
        }
    }

    /// <summary>Rejects a count above 1, which has no price.</summary>
    public static void CheckCount(ref Utf8JsonReader reader, string name)
    {
        if (RequestJson.ReadInteger(ref reader, name, 0) > 1)
        {
            throw new RequestRejectedException($"'{name}' above 1 costs something that models.json has no price for; send 1 or leave " +
                "it out.");
        }
    }

    /// <summary>Whether a value is null, false, empty or switched off. Skips it.</summary>
    public static bool SaysNothing(ref Utf8JsonReader reader, bool isSwitch = false)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return true;
            case JsonTokenType.String:
                return reader.ValueTextEquals(""u8);
            case JsonTokenType.StartArray:
                return IsEmptyList(ref reader);
            case JsonTokenType.StartObject:
                return IsSwitchedOff(ref reader, isSwitch);
            default:
                return false;
        }
    }

    private static bool IsEmptyList(ref Utf8JsonReader reader)
    {
        var items = reader;
        reader.Skip();
        return items.Read() && items.TokenType == JsonTokenType.EndArray;
    }

    private static bool IsSwitchedOff(ref Utf8JsonReader reader, bool isSwitch)
    {
        var members = reader;
        var off = 0;
        reader.Skip();
        while (members.Read() && members.TokenType == JsonTokenType.PropertyName)
        {
            var isState = members.ValueTextEquals("mode"u8) || members.ValueTextEquals("type"u8) || members.ValueTextEquals("enabled"u8);
            members.Read();
            if (!isState || !IsOff(ref members))
            {
                return false;
            }

            off++;
        }

        return off > 0 || !isSwitch;
    }

    private static bool IsOff(ref Utf8JsonReader value) => value.TokenType == JsonTokenType.False
        || (value.TokenType == JsonTokenType.String && (value.ValueTextEquals("off"u8) || value.ValueTextEquals("disabled"u8)));
}
