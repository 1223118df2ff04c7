using System.Globalization;
using System.Text;
using Factory.Domain;

namespace Factory.Silo.Runs;

/// <summary>Cleans text that operators send: ideas, titles, descriptions.</summary>
internal static class OperatorText
{
    /// <summary>
    /// The text without characters that cannot be seen, other than line breaks and tabs, trimmed: it is often pasted from
    /// elsewhere, and shown in lists and approvals.
    /// </summary>
    public static string Clean(string? text) => text is null ? "" : VisibleText.Strip(Separate(text)).Trim();

    private static string Separate(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        // A control character can move a terminal's cursor, and a NUL ends the strings of other programs. Each becomes
        // a space, so that words stay apart.
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsControl(source[i]) && source[i] is not ('\n' or '\r' or '\t') ? ' ' : source[i];
        }
    });

    /// <summary>
    /// True when the text has at least one visible character: zero-width characters alone are an empty text.
    /// </summary>
    public static bool IsVisible(string text) => text.EnumerateRunes().Any(rune =>
        !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control));
}
