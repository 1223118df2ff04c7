using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Factory.Providers.Normalization;

/// <summary>Reads values that may be missing or of another kind than specified.</summary>
internal static partial class LenientJson
{
    /// <summary>
    /// The string; null for anything else. It may hold half of a character (a lone surrogate), which
    /// <see cref="TextPieces"/> joins with the other half.
    /// </summary>
    public static string? Text(this JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return Unescape(((JsonValue)node!).GetValue<JsonElement>().GetRawText());
        }
    }

    /// <summary>
    /// A whole number of 0 or more, also written as <c>10.0</c> or as a string; null for anything else.
    /// </summary>
    public static int? NonNegativeInt(this JsonNode? node)
    {
        var number = node switch
        {
            JsonValue value when value.TryGetValue<int>(out var given) => given,
            JsonValue value when value.TryGetValue<double>(out var given) => given,
            JsonValue value when value.TryGetValue<string>(out var text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) => given,
            _ => -1,
        };
        return number >= 0 && double.IsInteger(number) ? (int)Math.Min(number, int.MaxValue) : null;
    }

    /// <summary>The text of a content that is a string, or a list of strings and of parts with strings.</summary>
    /// <param name="parts">Whether a part of this type counts.</param>
    public static string JoinedText(this JsonNode? content, Func<string, bool> parts) => content switch
    {
        JsonArray list =>
            string.Concat(list.Select(p => p is JsonObject part && !parts(part["type"].Text() ?? "text") ? null : PartText(p, parts))),
        _ => content.Text() ?? "",
    };

    /// <summary>The JSON object that a string is; null when it is not one.</summary>
    public static JsonObject? TryObject(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The parser refuses a string with half of a character, which can only stand in an escape.
    private static string Unescape(string raw) => Escape().Replace(raw[1..^1], escape => escape.Length == 2
        ? JsonNode.Parse($"\"{escape.Value}\"")!.GetValue<string>()
        : ((char)ushort.Parse(escape.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex(@"\\u[0-9a-fA-F]{4}|\\.")]
    private static partial Regex Escape();

    // Mistral sends reasoning as a list of strings inside a part.
    private static string? PartText(JsonNode? part, Func<string, bool> parts) =>
        part is JsonObject fields
            ? fields["text"].Text() ?? fields["thinking"].JoinedText(type => type == "text" || parts(type))
            : part.Text();
}
