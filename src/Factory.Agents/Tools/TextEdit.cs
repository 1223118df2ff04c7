using System.Globalization;

namespace Factory.Agents.Tools;

/// <summary>Replaces a text that occurs exactly once.</summary>
internal static class TextEdit
{
    private const int MaxLinesNamed = 10;

    /// <summary>Returns the new content and the number of the first changed line.</summary>
    /// <exception cref="ToolException">The old text is empty, does not occur or occurs more than once, or nothing would
    /// change.</exception>
    public static (string Content, int Line) Apply(string path, string content, string oldText, string newText)
    {
        if (oldText.Length == 0)
        {
            throw new ToolException("The argument 'old_text' is empty: send the text to replace, or use write_file to write the whole " +
                "file.");
        }

        if (oldText == newText)
        {
            throw new ToolException("'old_text' and 'new_text' are the same: nothing would change.");
        }

        (oldText, newText) = MatchLineEndings(content, oldText, newText);
        var at = FindUnique(path, content, oldText);
        return (string.Concat(content.AsSpan(0, at), newText, content.AsSpan(at + oldText.Length)), LineOf(content, at));
    }

    // Models write \n. A file with \r\n keeps its own line endings.
    private static (string Old, string New) MatchLineEndings(string content, string oldText, string newText) =>
        content.Contains("\r\n", StringComparison.Ordinal) && !oldText.Contains('\r', StringComparison.Ordinal)
            ? (oldText.ReplaceLineEndings("\r\n"), newText.ReplaceLineEndings("\r\n"))
            : (oldText, newText);

    private static int FindUnique(string path, string content, string oldText)
    {
        var positions = new List<int>();
        var next = content.IndexOf(oldText, StringComparison.Ordinal);
        while (next >= 0 && positions.Count < MaxLinesNamed)
        {
            positions.Add(next);

            // One character further, not one match: overlapping occurrences are ambiguous too.
            next = content.IndexOf(oldText, next + 1, StringComparison.Ordinal);
        }

        return positions.Count switch
        {
            1 => positions[0],
            0 => throw new ToolException(
                $"'old_text' does not occur in '{path}'.{NearMatchHint(content, oldText)} Read the file and copy the text exactly, " +
                "including spaces and line breaks."),
            _ => throw new ToolException(
                $"'old_text' occurs more than once in '{path}' (lines {string.Join(", ", positions.Select(p => LineOf(content, p)))}): " +
                "include more surrounding lines to make it unique."),
        };
    }

    private static string NearMatchHint(string content, string oldText)
    {
        var firstLine = oldText.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).FirstOrDefault();
        if (firstLine is null)
        {
            return "";
        }

        var lines = content.ReplaceLineEndings("\n").Split('\n');
        var near = Array.FindIndex(lines, l => l.Trim() == firstLine);
        return near < 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Its first line occurs at line {near + 1}, but the text around it differs.");
    }

    private static int LineOf(string content, int at) => content.AsSpan(0, at).Count('\n') + 1;
}
