using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>The glossary can be searched, and what it names exists.</summary>
public sealed partial class GlossaryTests
{
    private static readonly IReadOnlyList<Entry> Entries = Read(Repository.Read("docs/reference/glossary.md"));

    [Fact]
    public void Page_EveryTerm_NamesAnExistingPath()
    {
        Entries.Count.ShouldBeGreaterThan(80, "the page has too few terms, or the pattern no longer finds them");
        Entries
            .Where(e => DocumentedPaths.Find(e.Where).ToList() is not { Count: > 0 } paths || !paths.TrueForAll(DocumentedPaths.Exist))
            .Select(e => $"{e.Term}: {e.Where}")
            .ShouldBeEmpty("the last column names where a term lives; these paths are missing or do not exist");
    }

    [Fact]
    public void Page_Terms_AreUnique() => Entries.Select(e => e.Term).ShouldBeUnique();

    [Fact]
    public void Page_EachGroup_IsAlphabetical()
    {
        foreach (var group in Entries.GroupBy(e => e.Group))
        {
            var terms = group.Select(e => e.Term).ToList();
            terms.ShouldBe(
                terms.Order(StringComparer.OrdinalIgnoreCase),
                ignoreOrder: false,
                $"the group '{group.Key}' is not in alphabetical order");
        }
    }

    [Fact]
    public void Page_EveryMeaning_IsOneToThreeSentences() =>
        Entries.Where(e => e.Meaning[^1] != '.' || SentenceEnd().Count(e.Meaning) > 3).Select(e => e.Term).ShouldBeEmpty();

    private static List<Entry> Read(string page)
    {
        var group = "";
        var entries = new List<Entry>();
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                group = line[3..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Term |", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                entries.Add(new Entry(group, cells[1], cells[2], cells[3]));
            }
        }

        return entries;
    }

    [GeneratedRegex(@"\.(?= |$)")]
    private static partial Regex SentenceEnd();

    private sealed record Entry(string Group, string Term, string Meaning, string Where);
}
