using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Reviews;
using Factory.Domain.Artifacts;
using Factory.Domain.Tests.Artifacts;

namespace Factory.Domain.Tests.Reviews;

/// <summary>How a review must answer the criteria, and what it may cite.</summary>
public class ReviewReportRulesTests
{
    [Fact]
    public void Read_Answers_AreSortedByCriterion()
    {
        var report = Check(
            """{"verdict":"pass","summary":"S","answers":[{"criterion":2,"met":true,"evidence":["e1"],"comment":"C"},{"criterion":1,"met":true,"evidence":["e1"],"comment":"C"}],"defects":[]}""")
            .Artifact.ShouldBeOfType<ReviewReport>();
        report.Verdict.ShouldBe(Verdict.Pass);
        report.Answers.Select(a => a.Criterion).ShouldBe([1, 2]);
    }

    [Fact]
    public void Read_SeveralMistakes_AreReportedInTheOrderOfTheCriteria()
    {
        var context = Submissions.Review with
        {
            Criteria = [.. Enumerable.Range(1, 4).Reverse().Select(n => new AcceptanceCriterion(n, $"Criterion {n}"))]
        };
        Check(
            """{"verdict":"pass","summary":"S","answers":[{"criterion":4,"met":false,"evidence":["e1"],"comment":"C"},{"criterion":3,"met":false,"evidence":["e1"],"comment":"C"},{"criterion":9,"met":true,"evidence":["e1"],"comment":"C"}]}""",
            context)
            .Errors.ShouldBe(
            [
                "'answers' leave out criterion 1: answer every criterion.",
                "'answers' leave out criterion 2: answer every criterion.",
                "'answers' answer criterion 9, which the requirements do not have (1, 2, 3, 4).",
                "'verdict' is pass, but criterion 3, 4 is answered as not met: reject, or correct the answer.",
            ]);
    }

    [Fact]
    public void Read_AnswerWithoutAnyCriteria_ReportsThatThereAreNone() =>
        Check(
            """{"verdict":"pass","summary":"S","answers":[{"criterion":1,"met":true,"evidence":["e1"],"comment":"C"}]}""",
            Submissions.Review with { Criteria = [] })
            .Errors.ShouldHaveSingleItem().ShouldContain("which the requirements do not have (they have none)");

    [Fact]
    public void Read_AnswerThatIsNotABoolean_IsTheOnlyMistakeReported() =>
        Check(
            """{"verdict":"pass","summary":"S","answers":[{"criterion":1,"met":"mostly","evidence":["src/Gone.cs"],"comment":"C"},{"criterion":2,"met":true,"evidence":["e1"],"comment":"C"}]}""",
            Submissions.Review with { IsFile = _ => false })
            .Errors.Where(e => !e.StartsWith("'verdict'", StringComparison.Ordinal)).ShouldBe(["'answers[0].met' must be true or false."]);

    [Theory]
    [InlineData("src/Tip.cs")]
    [InlineData("src/Tip.cs:12")]
    [InlineData("src/Tip.cs:L12-L20")]
    [InlineData("E2")]
    [InlineData(".editorconfig")]
    [InlineData("docs/my notes.md")]
    public void Read_Citation_CanBeEvidenceOrAFileWithLines(string reference) => Cite(reference).ShouldBeEmpty();

    [Theory]
    [InlineData(":12")]
    [InlineData("/src/Tip.cs")]
    [InlineData("src//Tip.cs")]
    [InlineData("src/")]
    [InlineData("src/../Tip.cs")]
    [InlineData("<b>.cs")]
    [InlineData("src\\Tip.cs")]
    [InlineData("src/ Tip.cs")]
    [InlineData("it works")]
    public void Read_CitationThatIsNotARelativePath_IsRejected(string reference) =>
        Cite(reference).ShouldHaveSingleItem().ShouldContain($"cites '{reference}': cite an id of the factory's evidence (e1, e2)");

    [Theory]
    [InlineData(400, true)]
    [InlineData(401, false)]
    public void Read_CitedPath_HasAtMostFourHundredCharacters(int length, bool taken) =>
        (Cite(new string('a', length)).Count == 0).ShouldBe(taken);

    [Theory]
    [InlineData(80, "")]
    [InlineData(81, "…")]
    public void Read_LongCitation_IsShortenedInTheMessage(int length, string end) =>
        Cite("<" + new string('a', length - 1)).ShouldHaveSingleItem().ShouldContain($"cites '<{new string('a', 79)}{end}': ");

    [Fact]
    public void Read_CitationWithoutAnyEvidence_ReportsThatThereIsNone() =>
        Cite("e1", Submissions.Review with { EvidenceIds = [] })
            .ShouldHaveSingleItem()
            .ShouldContain("is not in the factory's evidence (there is none)");

    [Theory]
    [InlineData("pass", "", "'warnings' leave out warning 1: say why the change passes nevertheless, or reject it.|"
        + "'warnings' leave out warning 2: say why the change passes nevertheless, or reject it.")]
    [InlineData("pass", "{\"warning\":2,\"comment\":\"C\"}",
        "'warnings' leave out warning 1: say why the change passes nevertheless, or reject it.")]
    [InlineData("pass", "{\"warning\":1,\"comment\":\" \"},{\"warning\":2,\"comment\":\"C\"}",
        "'warnings[0].comment' is empty: give a text of 1 to 2,000 characters.")]
    [InlineData("pass", "{\"warning\":1,\"comment\":\"C\"},{\"warning\":2,\"comment\":\"C\"},{\"warning\":3,\"comment\":\"C\"}",
        "'warnings' answer warning 3, which the factory did not give (1 to 2).")]
    [InlineData("pass", "{\"warning\":2,\"comment\":\"C\"},{\"warning\":1,\"comment\":\"C\"}", "")]
    [InlineData("reject", "", "")]
    public void Read_WarningsOfTheFactory_MustBeAnsweredToPass(string verdict, string answers, string errors)
    {
        var (met, defects) = verdict == "pass" ? ("true", "") : ("false", "\"D\"");
        var result = Check(
            $$"""
            {"verdict":"{{verdict}}","summary":"S","answers":[{"criterion":1,"met":{{met}},"evidence":["e1"],"comment":"C"}],
             "defects":[{{defects}}],"warnings":[{{answers}}]}
            """,
            Submissions.Review with { Criteria = [new AcceptanceCriterion(1, "It adds.")], Warnings = ["fewer tests", "only printed"] });

        string.Join('|', result.Errors).ShouldBe(errors);
    }

    [Fact]
    public void Read_AnsweredWarnings_AreKeptWithTheirWords()
    {
        var result = Check(
            """
            {"verdict":"pass","summary":"S","answers":[{"criterion":1,"met":true,"evidence":["e1"],"comment":"C"}],
             "defects":[],"warnings":[{"warning":1,"comment":"Two tests became one."}]}
            """,
            Submissions.Review with { Criteria = [new AcceptanceCriterion(1, "It adds.")], Warnings = ["fewer tests"] });

        result.Artifact.ShouldBeOfType<ReviewReport>().WarningAnswers.ShouldBe([new WarningAnswer("fewer tests", "Two tests became one.")]);
    }

    private static IReadOnlyList<string> Cite(string reference, ArtifactContext? context = null) =>
        Check(
            $$"""{"verdict":"pass","summary":"S","answers":[{"criterion":1,"met":true,"evidence":[{{JsonSerializer.Serialize(reference)}}],"comment":"C"}]}""",
            (context ?? Submissions.Review) with { Criteria = [new AcceptanceCriterion(1, "It adds.")] }).Errors;

    private static ArtifactValidationResult Check(string json, ArtifactContext? context = null)
    {
        using var document = JsonDocument.Parse(json);
        return ArtifactRules.Validate(document.RootElement, context ?? Submissions.Review);
    }
}
