using System.Globalization;

namespace Factory.Agents.Tools;

/// <summary>Replaces the one place where a text occurs.</summary>
internal static class TextEdit
{
    private const int MaxLinesNamed = 10;

    /// <summary>The new content, and the line where it differs.</summary>
    /// <exception cref="ToolException">The old text does not occur, or more than once; or nothing would change.</exception>
    public static (string Content, int Line) Apply(string path, string content, string oldText, string newText)
    {
        if (oldText.Length == 0)
        {
            throw new ToolException("The argument 'old_text' is empty: give the text to replace, or use write_file to write the whole file.");
        }

        if (oldText == newText)
        {
            throw new ToolException("'old_text' and 'new_text' are the same: nothing would change.");
        }

        (oldText, newText) = MatchLineEndings(content, oldText, newText);
        var at = FindUnique(path, content, oldText);
        return (string.Concat(content.AsSpan(0, at), newText, content.AsSpan(at + oldText.Length)), LineOf(content, at));
    }

    // Models write \n; a file with \r\n keeps its own line ends.
    private static (string Old, string New) MatchLineEndings(string content, string oldText, string newText) =>
        content.Contains("\r\n", StringComparison.Ordinal) && !oldText.Contains('\r', StringComparison.Ordinal)
            ? (oldText.ReplaceLineEndings("\r\n"), newText.ReplaceLineEndings("\r\n"))
            : (oldText, newText);

    private static int FindUnique(string path, string content, string oldText)
    {
        var places = new List<int>();
        for (var at = content.IndexOf(oldText, StringComparison.Ordinal); at >= 0 && places.Count < MaxLinesNamed; at = content.IndexOf(oldText, at + 1, StringComparison.Ordinal))
        {
            places.Add(at);
        }

        return places.Count switch
        {
            1 => places[0],
            0 => throw new ToolException($"'old_text' does not occur in '{path}'.{NearMatchHint(content, oldText)} Read the file and copy the text exactly, spaces and line breaks included."),
            _ => throw new ToolException($"'old_text' occurs more than once in '{path}' (lines {string.Join(", ", places.Select(p => LineOf(content, p)))}): add lines around it until it is the only one."),
        };
    }

    private static string NearMatchHint(string content, string oldText)
    {
        var wanted = oldText.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).FirstOrDefault();
        if (wanted is null)
        {
            return "";
        }

        var lines = content.ReplaceLineEndings("\n").Split('\n');
        var near = Array.FindIndex(lines, l => l.Trim() == wanted);
        return near < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Its first line stands at line {near + 1}, but something around it differs.");
    }

    private static int LineOf(string content, int at) => content.AsSpan(0, at).Count('\n') + 1;
}
