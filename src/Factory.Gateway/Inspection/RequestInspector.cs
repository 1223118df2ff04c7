using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Gateway.Inspection;

/// <summary>
/// One forward pass over a request's body. Nothing is copied but the model's name. What decides the worst case must be written plainly: escapes in names, names that stand
/// twice and names in another case are refused, since a server might read them otherwise than the meter does.
/// </summary>
internal static class RequestInspector
{
    private const int MaxDepth = 256;

    /// <summary>Reads the facts.</summary>
    /// <exception cref="RequestRejectedException">It is not JSON, or says something that has no price or no single meaning.</exception>
    public static RequestInspection Read(ReadOnlySpan<byte> body, string protocol)
    {
        if (!Utf8.IsValid(body))
        {
            throw new RequestRejectedException("The body is not UTF-8: it holds half a character or a byte that is none.");
        }

        var facts = new RequestInspection { Length = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            ReadAll(ref reader, facts, protocol);
        }
        catch (JsonException e)
        {
            throw new RequestRejectedException($"The body is not JSON: line {(e.LineNumber + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"}, byte {(e.BytePositionInLine + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"} is where it breaks off.");
        }

        if (facts.Model is null && protocol != ProtocolNames.Generate)
        {
            throw new RequestRejectedException("'model' is missing: name a model or a tier such as factory/cheap.");
        }

        return facts;
    }

    private static void ReadAll(ref Utf8JsonReader reader, RequestInspection facts, string protocol)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestRejectedException("The body must be a JSON object.");
        }

        facts.Inside = (int)reader.BytesConsumed;
        var table = RequestProperties.Of(protocol);
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            facts.HasMembers = true;
            if (reader.ValueIsEscaped)
            {
                throw new RequestRejectedException("The name of a property at the top holds an escape; write names plainly.");
            }

            var key = RequestProperties.Find(table, reader.ValueSpan, out var isExact);
            var name = key == RequestProperty.Other ? "" : Encoding.ASCII.GetString(reader.ValueSpan);
            if (!isExact)
            {
                throw new RequestRejectedException($"'{name}' must be written in the protocol's own case.");
            }

            // Content, elsewhere and unpriced may be several properties; what they do adds up.
            var bit = 1u << (int)key;
            if ((seen & bit) != 0 && key is not (RequestProperty.Other or RequestProperty.Content or RequestProperty.Elsewhere or RequestProperty.Unpriced or RequestProperty.ServiceTier))
            {
                throw new RequestRejectedException($"'{name}' stands twice; send it once.");
            }

            seen |= bit;
            reader.Read();
            ReadValue(ref reader, facts, protocol, key, name);
        }

        reader.Read();
    }

    private static void ReadValue(ref Utf8JsonReader reader, RequestInspection facts, string protocol, RequestProperty key, string name)
    {
        var isNull = reader.TokenType == JsonTokenType.Null;
        switch (key)
        {
            case RequestProperty.Model:
                facts.Model = JsonValues.Text(ref reader, name);
                facts.ModelAt = JsonValues.Here(ref reader);
                break;
            case RequestProperty.Stream:
                facts.Stream = JsonValues.Flag(ref reader, name);
                break;
            case RequestProperty.StreamOptions:
                StreamOptions(ref reader, facts);
                break;
            case RequestProperty.Choices:
                facts.Choices = (int)Math.Clamp(JsonValues.Whole(ref reader, name, 1) ?? 1, 1, 1_000_000);
                break;
            case RequestProperty.Cap:
                facts.CapAt = JsonValues.Here(ref reader);
                facts.Cap = Longest(facts.Cap, JsonValues.Whole(ref reader, name, 0));
                break;
            case RequestProperty.OldCap:
                facts.OldCapAt = JsonValues.Here(ref reader);
                facts.Cap = Longest(facts.Cap, JsonValues.Whole(ref reader, name, 0));
                break;
            case RequestProperty.Thinking:
                Thinking(ref reader, facts);
                break;
            case RequestProperty.GenerationConfig:
                GenerationConfigScan.Read(ref reader, facts);
                break;
            case RequestProperty.Tools:
                ToolScan.Read(ref reader, facts, protocol);
                break;
            case RequestProperty.ServiceTier:
                Prices.CheckTier(ref reader, name);
                break;
            case RequestProperty.CacheControl:
                Prices.CheckCache(ref reader, facts);
                break;
            case RequestProperty.Modalities:
                Prices.CheckModalities(ref reader, name);
                break;
            case RequestProperty.Elsewhere:
                facts.Elsewhere |= !isNull;
                reader.Skip();
                break;
            case RequestProperty.Unpriced when !isNull && reader.TokenType != JsonTokenType.False:
                throw new RequestRejectedException($"'{name}' costs what models.json has no price for, so no budget could cover it; leave it out.");
            case RequestProperty.Content:
                ContentScan.Read(ref reader, facts, protocol);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void StreamOptions(ref Utf8JsonReader reader, RequestInspection facts)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                facts.HasStreamOptions = true;
                var isUsage = reader.ValueTextEquals("include_usage"u8);
                reader.Read();
                if (isUsage)
                {
                    facts.WantsUsage = JsonValues.Flag(ref reader, "stream_options.include_usage");
                    facts.IncludeUsageAt = JsonValues.Here(ref reader);
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

        facts.StreamOptionsAt = new ByteRange(start, (int)reader.BytesConsumed - start);
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
            var isBudget = reader.ValueTextEquals("budget_tokens"u8);
            reader.Read();
            if (isBudget)
            {
                facts.Thinking = Math.Max(facts.Thinking, JsonValues.Whole(ref reader, "thinking.budget_tokens", 0) ?? 0);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long? Longest(long? one, long? other) => one is { } a && other is { } b ? Math.Max(a, b) : one ?? other;
}
