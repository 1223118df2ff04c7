using System.Text.RegularExpressions;

namespace Factory.Providers.Normalization;

/// <summary>
/// Puts a character together whose first half ends one event and whose second begins another: servers that cut a text by UTF-16 units do that to
/// emojis, and neither half is readable JSON by itself. For one reply.
/// </summary>
internal sealed partial class SurrogatePairJoiner
{
    private const string Replacement = @"\ufffd";

    private string _half = "";

    /// <summary>The event's JSON without half characters.</summary>
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
            var whole = _half.Length > 0 ? _half + escape.Value : Replacement;
            _half = "";
            return whole;
        }

        return escape.Groups["alone"].Success ? Replacement : escape.Value;
    }

    // In this order: a whole pair; a first half that ends its text; a second half that begins it; any other half; any other escape, so that an escaped backslash before a u is not taken for one.
    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<end>\\u[dD][89abAB][0-9a-fA-F]{2}(?=""))|(?<begin>(?<="")\\u[dD][c-fC-F][0-9a-fA-F]{2})|(?<alone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\.")]
    private static partial Regex Escape();
}
