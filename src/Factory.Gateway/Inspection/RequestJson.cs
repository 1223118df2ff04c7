using System.Text.Json;

namespace Factory.Gateway.Inspection;

/// <summary>Reads single values of a request, with messages that name them.</summary>
internal static class RequestJson
{
    private const int MaxNameLength = 300;

    /// <summary>Where the value at the reader is.</summary>
    public static ByteRange RangeOf(ref Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    /// <summary>A text of 1 to 300 characters.</summary>
    /// <exception cref="RequestRejectedException">It is something else.</exception>
    public static string ReadText(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new RequestRejectedException($"'{name}' must be text.");
        }

        var text = reader.GetString()!;
        return text.Length is > 0 and <= MaxNameLength
            ? text
            : throw new RequestRejectedException($"'{name}' must be 1 to {MaxNameLength} characters long.");
    }

    /// <summary>True or false; false for null.</summary>
    /// <exception cref="RequestRejectedException">It is something else.</exception>
    public static bool ReadFlag(ref Utf8JsonReader reader, string name) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw new RequestRejectedException($"'{name}' must be true or false."),
    };

    /// <summary>A whole number of at least <paramref name="min"/>; null for null.</summary>
    /// <exception cref="RequestRejectedException">It is something else.</exception>
    public static long? ReadInteger(ref Utf8JsonReader reader, string name, long min)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) && value >= min
            ? value
            : throw new RequestRejectedException($"'{name}' must be a whole number of at least {min}.");
    }
}
