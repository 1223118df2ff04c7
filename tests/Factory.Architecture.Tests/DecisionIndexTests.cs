using System.Text.RegularExpressions;

namespace Factory.Architecture.Tests;

/// <summary>The index of decisions lists every record, with its title and status.</summary>
public sealed partial class DecisionIndexTests
{
    private const string Folder = "docs/adr/";

    private static readonly IReadOnlyList<string> Records =
        [.. Repository.Files.Where(f => f.StartsWith(Folder, StringComparison.Ordinal) && f != Folder + "README.md")];

    private static readonly IReadOnlyList<Row> Index =
        [.. RowOfIndex().Matches(Repository.Read(Folder + "README.md")).Select(m => new Row(
            m.Groups["number"].Value, m.Groups["file"].Value, m.Groups["title"].Value, m.Groups["status"].Value))];

    [Fact]
    public void Index_Rows_AreTheRecordsInOrder() => Index.Select(r => Folder + r.File).ShouldBe(Records);

    [Fact]
    public void Records_FirstLine_IsNumberAndTitleOfTheIndex() =>
        Index.Select(r => Repository.Read(Folder + r.File).Split('\n')[0]).ShouldBe(Index.Select(r => $"# {r.Number}. {r.Title}"));

    [Fact]
    public void Records_SupersededOnes_AreMarkedInTheIndex() =>
        Index.Where(r => Repository.Read(Folder + r.File).Contains("*Superseded by [ADR ", StringComparison.Ordinal)).Select(r => r.Number)
            .ShouldBe(Index.Where(r => r.Status != "accepted").Select(r => r.Number));

    [Fact]
    public void Records_Numbers_AreConsecutive() =>
        Index.Select(r => (r.Number, Prefix: r.File[..4]))
            .ShouldBe(Enumerable.Range(1, Index.Count).Select(n => ($"{n}", $"{n:0000}")));

    [GeneratedRegex(
        @"^\| \[(?<number>\d+)\]\((?<file>[^)]+)\) \| (?<title>[^|]+) \| (?<status>[^|]+) \| [^|]+ \|$",
        RegexOptions.Multiline)]
    private static partial Regex RowOfIndex();

    private sealed record Row(string Number, string File, string Title, string Status);
}
