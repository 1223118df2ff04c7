using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Factory.Cli.Output;

/// <summary>
/// Makes untrusted text safe to print on a terminal: it cannot move the cursor, change colours, or reorder or hide
/// other text.
/// </summary>
internal static class TerminalSanitizer
{
    private const char LineSeparator = '\u2028';
    private const char ParagraphSeparator = '\u2029';

    /// <summary>One line without control sequences, truncated to a length.</summary>
    public static string SingleLine(string? text, int max = 500)
    {
        var clean = RemoveUnsafe(text, keepLines: false).Trim();
        return clean.Length <= max ? clean : Truncate(clean, max - 1) + "…";
    }

    /// <summary>The same for text that may have several lines.</summary>
    public static string MultiLine(string? text) => RemoveUnsafe(text, keepLines: true);

    /// <summary>One line, escaped for Spectre's markup.</summary>
    public static string SingleLineMarkup(string? text, int max = 500) => SingleLine(text, max).EscapeMarkup();

    private static string RemoveUnsafe(string? text, bool keepLines)
    {
        var clean = new StringBuilder(text?.Length ?? 0);

        // Runes, because characters beyond U+FFFF can be format characters, too: the tags of U+E0000 hide whole texts.
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (rune.Value is '\n' && keepLines)
            {
                clean.Append('\n');
            }
            else if (rune.Value is '\n' or '\r' or '\t' or LineSeparator or ParagraphSeparator)
            {
                // A carriage return moves to the start of the line, so what follows would overwrite what the reader
                // should see.
                clean.Append(rune.Value is '\r' && keepLines ? "" : " ");
            }
            else if (IsSafe(rune))
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    // Format characters include the marks that change the reading direction. Removing them also splits joined emoji,
    // which is harmless.
    private static bool IsSafe(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        // Has U+0080 to U+009F as well: some terminals take U+009B for the start of an escape sequence.
        UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned);

    // Never between the halves of a surrogate pair: one half is no valid text, and cannot be encoded as UTF-8.
    private static string Truncate(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
