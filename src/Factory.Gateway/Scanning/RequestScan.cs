using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Factory.Gateway.Scanning;

/// <summary>
/// One forward pass over a request's body. Nothing is copied but the model's name. What decides the worst case must be written plainly: escapes in names, names that stand
/// twice and names in another case are refused, since a server might read them otherwise than the meter does.
/// </summary>
internal static class RequestScan
{
    private const int MaxDepth = 256;

    /// <summary>Reads the facts.</summary>
    /// <exception cref="RequestRefused">It is not JSON, or says something that has no price or no single meaning.</exception>
    public static RequestFacts Read(ReadOnlySpan<byte> body, string protocol)
    {
        if (!Utf8.IsValid(body))
        {
            throw new RequestRefused("The body is not UTF-8: it holds half a character or a byte that is none.");
        }

        var facts = new RequestFacts { Length = body.Length };
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            ReadAll(ref reader, facts, protocol);
        }
        catch (JsonException e)
        {
            throw new RequestRefused($"The body is not JSON: line {(e.LineNumber + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"}, byte {(e.BytePositionInLine + 1)?.ToString(CultureInfo.InvariantCulture) ?? "?"} is where it breaks off.");
        }

        if (facts.Model is null && protocol != ProtocolNames.Generate)
        {
            throw new RequestRefused("'model' is missing: name a model or a tier such as factory/cheap.");
        }

        return facts;
    }

    private static void ReadAll(ref Utf8JsonReader reader, RequestFacts facts, string protocol)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new RequestRefused("The body must be a JSON object.");
        }

        facts.Inside = (int)reader.BytesConsumed;
        var table = TopKeys.Of(protocol);
        var seen = 0u;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            facts.HasMembers = true;
            if (reader.ValueIsEscaped)
            {
                throw new RequestRefused("The name of a property at the top holds an escape; write names plainly.");
            }

            var key = TopKeys.Find(table, reader.ValueSpan, out var isExact);
            var name = key == TopKey.Other ? "" : Encoding.ASCII.GetString(reader.ValueSpan);
            if (!isExact)
            {
                throw new RequestRefused($"'{name}' must be written in the protocol's own case.");
            }

            // Content, elsewhere and unpriced may be several properties; what they do adds up.
            var bit = 1u << (int)key;
            if ((seen & bit) != 0 && key is not (TopKey.Other or TopKey.Content or TopKey.Elsewhere or TopKey.Unpriced or TopKey.ServiceTier))
            {
                throw new RequestRefused($"'{name}' stands twice; send it once.");
            }

            seen |= bit;
            reader.Read();
            ReadValue(ref reader, facts, protocol, key, name);
        }

        reader.Read();
    }

    private static void ReadValue(ref Utf8JsonReader reader, RequestFacts facts, string protocol, TopKey key, string name)
    {
        var isNull = reader.TokenType == JsonTokenType.Null;
        switch (key)
        {
            case TopKey.Model:
                facts.Model = JsonValues.Text(ref reader, name);
                facts.ModelAt = JsonValues.Here(ref reader);
                break;
            case TopKey.Stream:
                facts.Stream = JsonValues.Flag(ref reader, name);
                break;
            case TopKey.StreamOptions:
                StreamOptions(ref reader, facts);
                break;
            case TopKey.Choices:
                facts.Choices = (int)Math.Clamp(JsonValues.Whole(ref reader, name, 1) ?? 1, 1, 1_000_000);
                break;
            case TopKey.Cap:
                facts.CapAt = JsonValues.Here(ref reader);
                facts.Cap = Longest(facts.Cap, JsonValues.Whole(ref reader, name, 0));
                break;
            case TopKey.OldCap:
                facts.OldCapAt = JsonValues.Here(ref reader);
                facts.Cap = Longest(facts.Cap, JsonValues.Whole(ref reader, name, 0));
                break;
            case TopKey.Thinking:
                Thinking(ref reader, facts);
                break;
            case TopKey.GenerationConfig:
                GenerationConfigScan.Read(ref reader, facts);
                break;
            case TopKey.Tools:
                ToolScan.Read(ref reader, facts, protocol);
                break;
            case TopKey.ServiceTier:
                Prices.CheckTier(ref reader, name);
                break;
            case TopKey.CacheControl:
                Prices.CheckCache(ref reader, facts);
                break;
            case TopKey.Modalities:
                Prices.CheckModalities(ref reader, name);
                break;
            case TopKey.Elsewhere:
                facts.Elsewhere |= !isNull;
                reader.Skip();
                break;
            case TopKey.Unpriced when !isNull && reader.TokenType != JsonTokenType.False:
                throw new RequestRefused($"'{name}' costs what models.json has no price for, so no budget could cover it; leave it out.");
            case TopKey.Content:
                ContentScan.Read(ref reader, facts, protocol);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static void StreamOptions(ref Utf8JsonReader reader, RequestFacts facts)
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
            throw new RequestRefused("'stream_options' must be an object.");
        }

        facts.StreamOptionsAt = new Stretch(start, (int)reader.BytesConsumed - start);
    }

    private static void Thinking(ref Utf8JsonReader reader, RequestFacts facts)
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
