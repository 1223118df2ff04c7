using System.Text.RegularExpressions;

namespace Factory.Providers.Normalization;

/// <summary>
/// Joins a character whose first half ends one event and whose second half begins the next: servers that cut text by
/// UTF-16 units do that to emojis, and neither half is valid JSON by itself. For one response.
/// </summary>
internal sealed partial class SurrogatePairJoiner
{
    private const string Replacement = @"\ufffd";

    private string _half = "";

    /// <summary>
    /// The event's JSON without halves of characters: completed where the other half was in the event before, else
    /// replaced.
    /// </summary>
    public string Join(string json) =>
        json.Contains(@"\ud", StringComparison.OrdinalIgnoreCase) ? Escape().Replace(json, JoinHalf) : json;

    private string JoinHalf(Match escape)
    {
        if (escape.Groups["end"].Success)
        {
            _half = escape.Value;
            return "";
        }

        if (escape.Groups["begin"].Success)
        {
            var joined = _half.Length > 0 ? _half + escape.Value : Replacement;
            _half = "";
            return joined;
        }

        return escape.Groups["alone"].Success ? Replacement : escape.Value;
    }

    // In this order: a whole pair; a first half that ends its text; a second half that begins it; any other half; any
    // other escape, so that an escaped backslash before a u is not taken for one.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<end>\\u[dD][89abAB][0-9a-fA-F]{2}(?=""))|(?<begin>(?<="")\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<alone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escape();
}
