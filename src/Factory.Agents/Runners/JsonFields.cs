using System.Text;
using System.Text.Json;

namespace Factory.Agents.Runners;

/// <summary>
/// Reads fields of foreign JSON. A field that is missing or of another type reads as nothing, because CLIs change
/// their events between versions.
/// </summary>
internal static class JsonFields
{
    // Larger numbers are mistakes or attacks, and sums of them would overflow.
    private const long MaxCount = 1_000_000_000_000;
    private const decimal MaxAmount = 1_000_000_000m;

    // JavaScript's sums of prices end in digits such as 0.00029999999999999997.
    private const int LedgerDecimals = 8;

    /// <summary>Returns a field; an undefined element when it is missing.</summary>
    public static JsonElement Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>Returns a text field; null when it is missing or not a text.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? ReadText(value) : null;

    /// <summary>Returns a count; 0 when it is missing, not a whole number, negative or above 10^12.</summary>
    public static long Count(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetInt64(out var number)
        && number is >= 0 and <= MaxCount
            ? number
            : 0;

    /// <summary>Returns an amount of money, rounded to the ledger's unit; null when it is missing, negative or above 10^9.</summary>
    public static decimal? Amount(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDecimal(out var number)
        && number is >= 0 and <= MaxAmount
            ? decimal.Round(number, LedgerDecimals)
            : null;

    /// <summary>Returns whether a field is <c>true</c>.</summary>
    public static bool IsTrue(this JsonElement element, string name) => element.Field(name).ValueKind == JsonValueKind.True;

    /// <summary>Returns the elements of a list field; none when it is missing or not a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>Returns a field as JSON, for example a call's arguments; <c>{}</c> when it is missing.</summary>
    public static string Json(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value ? value.GetRawText() : "{}";

    /// <summary>
    /// Returns the text of a field that is a text, or a list of parts with a <c>text</c> each; parts without one, such as
    /// pictures, are named.
    /// </summary>
    public static string Content(this JsonElement element, string name)
    {
        if (element.Text(name) is { } text)
        {
            return text;
        }

        var parts = new StringBuilder();
        foreach (var part in element.Items(name))
        {
            parts.Append(part.Text("text") ?? $"[{part.Text("type") ?? "part"}]");
        }

        return parts.ToString();
    }

    // GetString throws on an unpaired surrogate, which is valid JSON and no text.
    private static string? ReadText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
