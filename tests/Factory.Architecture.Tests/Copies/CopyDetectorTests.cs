namespace Factory.Architecture.Tests.Copies;

/// <summary>The detector finds planted copies, and only those.</summary>
public sealed class CopyDetectorTests
{
    [Fact]
    public void Find_TenEqualLinesInTwoFiles_ReportsBothPlaces() =>
        CopyDetector.Find([("a/A.cs", Lines("x", 10)), ("b/B.cs", "other\n" + Lines("x", 10))])
            .ShouldBe([new Copy("a/A.cs", 1, "b/B.cs", 2, 10)]);

    [Fact]
    public void Find_NineEqualLines_ReportsNothing() =>
        CopyDetector.Find([("A.cs", Lines("x", 9) + "\nend of a"), ("B.cs", Lines("x", 9) + "\nend of b")]).ShouldBeEmpty();

    [Fact]
    public void Find_LongRun_IsReportedOnceInItsWholeLength() =>
        CopyDetector.Find([("A.cs", Lines("x", 40)), ("B.cs", Lines("x", 40))]).ShouldHaveSingleItem().Lines.ShouldBe(40);

    [Fact]
    public void Find_EqualLinesWithinOneFile_ReportsThem() =>
        CopyDetector.Find([("A.cs", Lines("x", 12) + "\nbetween\n" + Lines("x", 12))]).ShouldBe([new Copy("A.cs", 1, "A.cs", 14, 12)]);

    [Fact]
    public void Find_ThreePlaces_ReportsEachPair() =>
        CopyDetector.Find([("A.cs", Lines("x", 10)), ("B.cs", Lines("x", 10)), ("C.cs", Lines("x", 10))])
            .Select(c => c.Pair).ShouldBe(["A.cs ~ B.cs", "A.cs ~ C.cs", "B.cs ~ C.cs"], ignoreOrder: true);

    [Fact]
    public void Find_IndentationBlankLinesBracketsAndUsings_MakeNoDifference()
    {
        var spread = string.Join("\n\n    {\n    });\n", Lines("x", 10).Split('\n').Select(l => "        " + l + "  "));

        CopyDetector.Find([("A.cs", Lines("x", 10)), ("B.cs", spread)]).ShouldHaveSingleItem().Lines.ShouldBe(10);
    }

    [Fact]
    public void Find_EqualUsings_AreNoCopy()
    {
        var usings = string.Join('\n', Enumerable.Range(1, 20).Select(i => $"using System.Part{i};"));

        CopyDetector.Find([("A.cs", usings + "\na"), ("B.cs", usings + "\nb")]).ShouldBeEmpty();
    }

    [Fact]
    public void Find_UsingStatements_Count() =>
        CopyDetector.Find([("A.cs", Lines("using var x = Open();", 10)), ("B.cs", Lines("using var x = Open();", 10))])
            .ShouldHaveSingleItem();

    [Fact]
    public void Find_RunAcrossTheEndOfAFile_IsNoCopy() =>
        CopyDetector.Find([("A.cs", Lines("x", 5)), ("B.cs", "x 6\nx 7\nx 8\nx 9\nx 10"), ("C.cs", Lines("x", 10))]).ShouldBeEmpty();

    private static string Lines(string text, int count) => string.Join('\n', Enumerable.Range(1, count).Select(i => $"{text} {i}"));
}
