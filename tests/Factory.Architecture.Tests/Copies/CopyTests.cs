using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests.Copies;

/// <summary>Lines are not repeated in several places.</summary>
/// <remarks><c>copies.txt</c> lists what may be equal: <c>A.cs ~ B.cs: LINES: reason</c>.</remarks>
public sealed partial class CopyTests
{
    private static readonly IReadOnlyDictionary<string, int> Explained =
        ListFile.Entries("copies.txt").Select(Read).ToDictionary(e => e.Pair, e => e.Lines, StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<Copy>> Found =
        new(() => CopyDetector.Find(SourceFile.AllSources.Select(f => (f.Path, f.Text))));

    [Fact]
    public void Sources_HoldNoLinesTwice() =>
        Found.Value
            .Where(c => c.Lines > Explained.GetValueOrDefault(c.Pair))
            .Select(c => $"{c.First}:{c.FirstLine} and {c.Second}:{c.SecondLine} share {c.Lines} lines")
            .ShouldBeEmpty($"{CopyDetector.Shortest} equal lines or more: give them one place, or list the pair in copies.txt");

    [Fact]
    public void List_HoldsNothingThatIsGone() =>
        Explained.Keys.Except(Found.Value.Select(c => c.Pair)).ShouldBeEmpty("take these out of copies.txt: no lines are equal any more");

    private static (string Pair, int Lines) Read(string entry)
    {
        var match = EntryLine().Match(entry);
        match.Success.ShouldBeTrue($"copies.txt: '{entry}' is not 'A.cs ~ B.cs: LINES: reason'");
        return (match.Groups[1].Value, int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^(\S+ ~ \S+): (\d+): \S.*$")]
    private static partial Regex EntryLine();
}
