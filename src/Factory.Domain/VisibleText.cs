using System.Globalization;
using System.Text;

namespace Factory.Domain;

/// <summary>
/// Texts of models and other outsiders as people are shown them: nothing in them can hide, or reorder what stands around
/// it.
/// </summary>
public static class VisibleText
{
    /// <summary>Returns a text without invisible characters. Line breaks and tabs stay.</summary>
    /// <param name="text">The text.</param>
    public static string Strip(string text) => IsVisible(text, "\n\r\t")
        ? text
        : Build(text, static (clean, rune) => _ = rune.Value is '\n' or '\r' or '\t' || !IsInvisible(rune)
            ? clean.Append(rune.ToString())
            : IsLineSeparator(rune) ? clean.Append('\n') : clean);

    /// <summary>Returns a text on one line without invisible characters; those that separate become spaces.</summary>
    /// <param name="text">The text.</param>
    public static string ToLine(string text) => IsVisible(text, "")
        ? text
        : Build(text, static (clean, rune) => _ = !IsInvisible(rune) ? clean.Append(rune.ToString())
            : IsLineSeparator(rune) || Rune.IsControl(rune) ? clean.Append(' ')
            : clean);

    /// <summary>Returns a text on one line in which each invisible character is written out: <c>\n</c>, <c>\u{202e}</c>.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) => IsVisible(text, "")
        ? text
        : Build(text, static (clean, rune) => _ = rune.Value switch
        {
            '\n' => clean.Append("\\n"),
            '\r' => clean.Append("\\r"),
            '\t' => clean.Append("\\t"),
            _ when IsInvisible(rune) => clean.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            _ => clean.Append(rune.ToString()),
        });

    /// <summary>Returns the start of a text, without half of a character at its end; the text when it is short.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The number of UTF-16 units, at most.</param>
    public static string Start(string text, int length) => text.Length <= length ? text
        : length > 0 && char.IsHighSurrogate(text[length - 1]) && char.IsLowSurrogate(text[length]) ? text[..(length - 1)]
        : text[..length];

    /// <summary>Returns the end of a text, without half of a character at its start; the text when it is short.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The number of UTF-16 units, at most.</param>
    public static string End(string text, int length)
    {
        var at = text.Length - length;
        return at <= 0 ? text
            : at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? text[(at + 1)..]
            : text[at..];
    }

    /// <summary>Returns the start of a text with an ellipsis after it; the text when it is short.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The number of UTF-16 units before the ellipsis, at most.</param>
    public static string Shorten(string text, int length) => text.Length <= length ? text : Start(text, length) + "…";

    // Format characters change the direction of what follows, or have no width. The two separators break lines.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool IsLineSeparator(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Most texts are, and are returned as they are.
    private static bool IsVisible(string text, string except)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if ((IsInvisible(rune) && !(rune.IsBmp && except.Contains((char)rune.Value, StringComparison.Ordinal)))
                || rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static string Build(string text, Action<StringBuilder, Rune> append)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            append(clean, rune);
        }

        return clean.ToString();
    }
}
