using System.Text.RegularExpressions;

namespace Factory.Providers.Rehearsal;

/// <summary>Parses the results of the factory's tools, which are texts for models.</summary>
internal static partial class ToolOutputParser
{
    /// <summary>
    /// Returns the files of a listing: one per line; folders end with a slash, notes are in brackets.
    /// </summary>
    public static IReadOnlyList<string> ParseFileList(string listing) =>
    [
        .. listing.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            // Notes of the tool, for example that a listing was cut, are no files.
            .Where(l => !l.StartsWith('('))
            .Select(l => Size().Replace(l, ""))
            .Select(l => l.StartsWith("./", StringComparison.Ordinal) ? l[2..] : l)
            .Where(l => l.Length > 0 && !l.EndsWith('/') && !l.StartsWith(".git/", StringComparison.Ordinal)),
    ];

    /// <summary>
    /// Returns the text of a file without the line numbers, which are removed only if every line has one.
    /// </summary>
    public static string ParseFile(string shown)
    {
        if (shown == "(the file is empty)")
        {
            return "";
        }

        // A line that begins with a number and a tab of its own must keep them, hence the test of all lines.
        var lines = shown.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        return string.Concat(lines.All(l => LineNumber().IsMatch(l))
            ? lines.Select(l => LineNumber().Replace(l, "", 1) + "\n")
            : lines.Select(l => l + "\n"));
    }

    [GeneratedRegex(@"\s+\((link|[\d.,  ]+ bytes?)\)$")]
    private static partial Regex Size();

    [GeneratedRegex(@"^\s*\d+\t")]
    private static partial Regex LineNumber();
}
