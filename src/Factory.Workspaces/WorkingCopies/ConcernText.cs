using System.Globalization;
using System.Text;

namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Prepares values that agents write and operators are shown: on one line, of limited length, with every character
/// visible, so that none can imitate another line or hide a part of itself.
/// </summary>
internal static class ConcernText
{
    private const int MaxCharacters = 200;

    /// <summary>
    /// Returns a value without what cannot be seen, and without its end when it is too long; says how much is missing.
    /// </summary>
    public static string Format(string value)
    {
        if (value.Length <= MaxCharacters)
        {
            return Escape(value);
        }

        // Not between the two halves of a character.
        var kept = char.IsHighSurrogate(value[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return string.Create(CultureInfo.InvariantCulture, $"{Escape(value[..kept])}… ({value.Length - kept} more characters)");
    }

    /// <summary>Returns the last characters of an output as lines that are marked as quoted.</summary>
    /// <param name="output">The output.</param>
    /// <param name="maxCharacters">How much of it, at most.</param>
    public static string Quote(string output, int maxCharacters)
    {
        var text = output.TrimEnd().ReplaceLineEndings("\n");
        var tail = text.Length > maxCharacters ? "…" + text[^maxCharacters..] : text;
        return string.Join('\n', tail.Split('\n').Select(line => "  | " + Escape(line)));
    }

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when IsInvisible(rune) => text.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
                _ => text.Append(rune.ToString()),
            };
        }

        return text.ToString();
    }

    // Format characters change the direction of what follows, or have no width. The two separators break lines.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
