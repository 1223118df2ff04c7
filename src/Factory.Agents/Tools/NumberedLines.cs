using System.Globalization;
using System.Text;
using Factory.Domain;

namespace Factory.Agents.Tools;

/// <summary>Formats the lines of a text with their numbers, so that a model can cite them.</summary>
internal static class NumberedLines
{
    private const int MaxLines = 2_000;
    private const int MaxLineLength = 2_000;
    private const int MaxCharacters = 100_000;

    /// <summary>Formats the lines from the first to the last, truncated when there are too many.</summary>
    /// <exception cref="ToolException">The text does not have these lines.</exception>
    public static string Format(string path, string text, int first, int last)
    {
        var lines = Split(text);
        if (lines.Length == 0)
        {
            return "(the file is empty)";
        }

        if (first > lines.Length || last < first)
        {
            throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' has {lines.Length} lines: request lines from 1 to {lines.Length}, with first_line not greater than last_line."));
        }

        return Format(lines, first, Math.Min(last, lines.Length));
    }

    private static string Format(string[] lines, int first, int last)
    {
        var text = new StringBuilder();
        var number = first;
        for (; number <= last && number < first + MaxLines && text.Length < MaxCharacters; number++)
        {
            var line = lines[number - 1];
            text.Append(CultureInfo.InvariantCulture, $"{number}\t")
                .AppendLine(line.Length <= MaxLineLength ? line : VisibleText.Start(line, MaxLineLength) + "… (line truncated)");
        }

        if (number <= lines.Length)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"(lines {number} to {lines.Length} not shown)");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string[] Split(string text)
    {
        // The byte order mark is invisible: a model would copy it into old_text of an edit, or miss it there.
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
