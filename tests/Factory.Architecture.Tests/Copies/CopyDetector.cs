using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests.Copies;

/// <summary>Finds runs of equal lines, in two files or within one.</summary>
/// <remarks>
/// Lines are compared without their indentation. Blank lines, using directives and lines of nothing but brackets
/// neither count nor interrupt a run.
/// </remarks>
internal static partial class CopyDetector
{
    /// <summary>The shortest run that is reported.</summary>
    public const int Shortest = 10;

    /// <summary>All runs, each as long as it gets, every pair of places once.</summary>
    public static IReadOnlyList<Copy> Find(IEnumerable<(string File, string Text)> files)
    {
        var lines = Flatten(files);
        var starts = new Dictionary<int, List<int>>();
        var copies = new List<Copy>();
        for (var second = 0; second + Shortest <= lines.Count; second++)
        {
            var hash = Hash(lines, second);
            if (!starts.TryGetValue(hash, out var earlier))
            {
                starts[hash] = earlier = [];
            }

            copies.AddRange(earlier.Where(first => IsStart(lines, first, second))
                .Select(first => (First: first, Length: Length(lines, first, second)))
                .Where(run => run.Length >= Shortest)
                .Select(run => ToCopy(lines[run.First], lines[second], run.Length)));
            earlier.Add(second);
        }

        return copies;
    }

    private static List<Line> Flatten(IEnumerable<(string File, string Text)> files) =>
        [.. files.SelectMany(f => f.Text.Split('\n').Select((text, index) => new Line(f.File, index + 1, text.Trim())))
            .Where(l => !Uncounted().IsMatch(l.Text))];

    private static int Hash(List<Line> lines, int start)
    {
        var hash = default(HashCode);
        for (var i = start; i < start + Shortest; i++)
        {
            hash.Add(lines[i].Text, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether a run begins here and not a line earlier, where it was already found.</summary>
    private static bool IsStart(List<Line> lines, int first, int second) =>
        first == 0
        || lines[first - 1].File != lines[first].File
        || lines[second - 1].File != lines[second].File
        || lines[first - 1].Text != lines[second - 1].Text;

    private static int Length(List<Line> lines, int first, int second)
    {
        var length = 0;
        while (second + length < lines.Count
            && first + length < second
            && lines[first + length].Text == lines[second + length].Text
            && lines[first + length].File == lines[first].File
            && lines[second + length].File == lines[second].File)
        {
            length++;
        }

        return length;
    }

    private static Copy ToCopy(Line first, Line second, int length) => new(first.File, first.Number, second.File, second.Number, length);

    [GeneratedRegex(@"^(?:(?:global )?using [\w.= <>,:]+;|[{}()\[\];,\s]*)$")]
    private static partial Regex Uncounted();

    private sealed record Line(string File, int Number, string Text);
}
