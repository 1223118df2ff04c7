using System.Text.Json;

namespace Factory.Gateway.Metering;

/// <summary>
/// Finds single values in a response or an event without building objects of all of it: this runs for every event of
/// every stream.
/// </summary>
internal static class ResponseJson
{
    /// <summary>Reads the usage object, which is a property of the root or of one object in it.</summary>
    /// <param name="json">The response or the event's data.</param>
    /// <param name="property">The name of the usage object.</param>
    /// <param name="inside">The name of the object that contains it; empty for the root.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static UsageJson? ReadUsage(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property, ReadOnlySpan<byte> inside = default)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
        }

        UsageJson? found = null;
        // The last one counts where a server repeats the property; a parser of the client would take that one, too.
        FindUsage(ref reader, property, inside, ref found);
        return found;
    }

    /// <summary>
    /// A count that is a property of the root; null when there is none, or it is negative or absurdly large.
    /// </summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static long? RootNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = RootProperty(json, property);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and < 1_000_000_000_000
            ? number
            : null;
    }

    /// <summary>Whether a property of the root is true.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static bool RootFlag(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property) =>
        RootProperty(json, property).TokenType == JsonTokenType.True;

    /// <summary>Whether it is an object with a property whose value is an object.</summary>
    public static bool HasObject(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        try
        {
            return RootProperty(json, property).TokenType == JsonTokenType.StartObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// True when the text contains the name followed by something other than null. A cheap filter before parsing, not a
    /// proof: the name may also occur in a text.
    /// </summary>
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

    /// <summary>True when it begins and ends like one JSON object.</summary>
    public static bool LooksLikeObject(ReadOnlySpan<byte> data)
    {
        var json = data.Trim(" \t\r\n"u8);
        return json.Length >= 2 && json[0] == '{' && json[^1] == '}';
    }

    /// <summary>A reader on the value of a property of the root, or behind the root's end.</summary>
    private static Utf8JsonReader RootProperty(ReadOnlySpan<byte> json, ReadOnlySpan<byte> property)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not an object.");
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
