using System.Globalization;
using Factory.Domain;

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
        var kept = VisibleText.Start(value, MaxCharacters);
        return kept.Length == value.Length
            ? VisibleText.Escape(value)
            : string.Create(CultureInfo.InvariantCulture, $"{VisibleText.Escape(kept)}… ({value.Length - kept.Length} more characters)");
    }

    /// <summary>Returns the last characters of an output as lines that are marked as quoted.</summary>
    /// <param name="output">The output.</param>
    /// <param name="maxCharacters">How much of it, at most.</param>
    public static string Quote(string output, int maxCharacters)
    {
        var text = output.TrimEnd().ReplaceLineEndings("\n");
        var tail = text.Length > maxCharacters ? "…" + VisibleText.End(text, maxCharacters) : text;
        return string.Join('\n', tail.Split('\n').Select(line => "  | " + VisibleText.Escape(line)));
    }
}
