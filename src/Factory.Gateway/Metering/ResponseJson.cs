using System.Text.Json;

namespace Factory.Gateway.Metering;

/// <summary>Finds single things in a reply or an event without reading all of it into objects.</summary>
internal static class ResponseJson
{
    /// <summary>The usage object that is a property of the whole, or of one object in it.</summary>
    /// <param name="inside">The object that holds it; empty for the whole itself.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static UsageJson? ReadUsage(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property, ReadOnlySpan<byte> inside = default)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("No object.");
        }

        UsageJson? found = null;
        FindUsage(ref reader, property, inside, ref found);
        return found;
    }

    /// <summary>A count that is a property of the whole; null when there is none.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static long? RootNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = RootProperty(json, property);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and < 1_000_000_000_000 ? number : null;
    }

    /// <summary>Whether a property of the whole is true.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool RootFlag(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property) => RootProperty(json, property).TokenType == JsonTokenType.True;

    /// <summary>True when a property of this name is there with a value other than null. A cheap search for events that may hold it, not a proof.</summary>
    public static bool HasValue(ReadOnlySpan<byte> json, ReadOnlySpan<byte> quotedName)
    {
        while (true)
        {
            var at = json.IndexOf(quotedName);
            if (at < 0)
            {
                return false;
            }

            json = json[(at + quotedName.Length)..];
            var value = json.TrimStart(" \t\r\n:"u8);
            if (value.Length < json.Length && !value.StartsWith("null"u8))
            {
                return true;
            }
        }
    }

    /// <summary>True for what looks like one JSON object from end to end.</summary>
    public static bool LooksLikeObject(ReadOnlySpan<byte> data)
    {
        var json = data.Trim(" \t\r\n"u8);
        return json.Length >= 2 && json[0] == '{' && json[^1] == '}';
    }

    /// <summary>A reader on the value of a property of the whole, or behind its end.</summary>
    private static Utf8JsonReader RootProperty(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("No object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueTextEquals(property);
            reader.Read();
            if (isIt)
            {
                break;
            }

            reader.Skip();
        }

        return reader;
    }

    private static void FindUsage(ref Utf8JsonReader reader, ReadOnlySpan<byte> property, ReadOnlySpan<byte> inside, ref UsageJson? found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = inside.IsEmpty && reader.ValueTextEquals(property);
            var isAround = !inside.IsEmpty && reader.ValueTextEquals(inside);
            reader.Read();
            if (isIt && reader.TokenType == JsonTokenType.StartObject)
            {
                found = UsageJson.Read(ref reader);
            }
            else if (isAround && reader.TokenType == JsonTokenType.StartObject)
            {
                FindUsage(ref reader, property, default, ref found);
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
