using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Domain.Artifacts;

namespace Factory.Domain.Tests.Artifacts;

public class ArtifactRulesTests
{
    public static TheoryData<ArtifactKind> Kinds => [.. Enum.GetValues<ArtifactKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validate_GoodSubmission_BecomesItsArtifact(ArtifactKind kind)
    {
        var check = Submissions.Check(kind, Submissions.Good(kind).ToJsonString());

        check.Errors.ShouldBeEmpty();
        check.Artifact!.Kind.ShouldBe(kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validate_EmptyObject_NamesEveryMissingTextAtOnce(ArtifactKind kind)
    {
        var check = Submissions.Check(kind, "{}");

        check.IsValid().ShouldBeFalse();
        check.Errors.ShouldNotBeEmpty();
        foreach (var text in Submissions.Good(kind).Where(p => p.Value!.GetValueKind() == JsonValueKind.String))
        {
            check.Errors.ShouldContain(e => e.StartsWith($"'{text.Key}' is missing"), $"for {text.Key}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Validate_JsonWrappedInAString_IsUnwrapped(ArtifactKind kind) =>
        Submissions.Check(kind, JsonSerializer.Serialize(Submissions.Good(kind).ToJsonString())).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData("[]", "must be a JSON object, not a list")]
    [InlineData("7", "must be a JSON object, not a number")]
    [InlineData("null", "must be a JSON object, not nothing")]
    [InlineData("\"looks good to me\"", "not valid JSON")]
    [InlineData("\"\\ud800\"", "not valid JSON")]
    public void Validate_NotAnObject_IsRejected(string json, string expected) =>
        Submissions.Check(ArtifactKind.Change, json).Errors.ShouldHaveSingleItem().ShouldContain(expected);

    [Theory]
    [InlineData(ArtifactKind.Research, "extra", "{\"deep\":[1,2]}")]
    [InlineData(ArtifactKind.Research, "risks", null)]
    [InlineData(ArtifactKind.Research, "risks", "null")]
    [InlineData(ArtifactKind.Research, "risks", "\"one risk\"")]
    [InlineData(ArtifactKind.Research, "findings[0].source", null)]
    [InlineData(ArtifactKind.Research, "findings[0].source", "\"\"")]
    [InlineData(ArtifactKind.Requirements, "criteria[0].number", "\"1\"")]
    [InlineData(ArtifactKind.Requirements, "criteria[0].number", "1.0")]
    [InlineData(ArtifactKind.Requirements, "outOfScope", null)]
    [InlineData(ArtifactKind.Change, "notes", null)]
    [InlineData(ArtifactKind.Change, "commit", "\"0000000\"")]
    [InlineData(ArtifactKind.Review, "verdict", "\"PASS\"")]
    [InlineData(ArtifactKind.Review, "answers[0].met", "\"true\"")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "\"e2\"")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"E1\"]")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"src/Tip.cs\",\"src/Tip.cs:3-9\",\"docs/my notes.md:1\",\"Makefile\"]")]
    [InlineData(ArtifactKind.Deployment, "target", "\"LOCAL\"")]
    [InlineData(ArtifactKind.Deployment, "healthPath", "\"/health?full=1\"")]
    [InlineData(ArtifactKind.Deployment, "url", "\"https://elsewhere.example\"")]
    public void Validate_HarmlessDeviation_IsAccepted(ArtifactKind kind, string path, string? json) =>
        Submissions.CheckWith(kind, path, json).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData(ArtifactKind.Research, "summary", "\"  \"", "'summary' is empty")]
    [InlineData(ArtifactKind.Research, "summary", "[]", "'summary' must be a text, not a list")]
    [InlineData(ArtifactKind.Research, "findings", "[]", "'findings' has 0 items: it must have 1 to 50")]
    [InlineData(ArtifactKind.Research, "findings", "{}", "'findings' must be a list, not an object")]
    [InlineData(ArtifactKind.Research, "findings[0]", "\"text\"", "'findings[0]' must be an object")]
    [InlineData(ArtifactKind.Research, "findings[0].detail", null, "'findings[0].detail' is missing")]
    [InlineData(ArtifactKind.Research, "risks", "[3]", "'risks[0]' must be a text")]
    [InlineData(ArtifactKind.Requirements, "criteria", "[]", "'criteria' has 0 items")]
    [InlineData(ArtifactKind.Requirements, "criteria[0].number", "2", "'criteria' are numbered 2, 2")]
    [InlineData(ArtifactKind.Requirements, "criteria[0].number", "0", "numbered from 1 to 2")]
    [InlineData(ArtifactKind.Requirements, "criteria[1].number", "3", "without gaps")]
    [InlineData(ArtifactKind.Requirements, "criteria[1].number", "1.5", "'criteria[1].number' must be a whole number")]
    [InlineData(ArtifactKind.Requirements, "criteria[1].number", "1e300", "'criteria[1].number' must be a whole number")]
    [InlineData(ArtifactKind.Requirements, "criteria[1].text", "\"a\"", "'criteria' 1 and 2 are identical")]
    [InlineData(ArtifactKind.Review, "verdict", "\"maybe\"", "'verdict' is 'maybe': it must be 'pass' or 'reject'")]
    [InlineData(ArtifactKind.Review, "verdict", "\"reject\"", "'defects' is empty")]
    [InlineData(ArtifactKind.Review, "defects", "[\"rename it\"]", "'defects' names what must change")]
    [InlineData(ArtifactKind.Review, "answers[0].met", "false", "criterion 1 is answered as not met")]
    [InlineData(ArtifactKind.Review, "answers[0].met", "\"mostly\"", "'answers[0].met' must be true or false")]
    [InlineData(ArtifactKind.Review, "answers[0].criterion", "2", "leave out criterion 1")]
    [InlineData(ArtifactKind.Review, "answers[0].criterion", "2", "answer criterion 2 more than once")]
    [InlineData(ArtifactKind.Review, "answers[0].criterion", "7", "answer criterion 7, which the requirements do not have (1, 2)")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[]", "'answers[0].evidence' has 0 items")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"e9\"]", "cites 'e9', which is not in the factory's evidence (e1, e2)")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"I ran the tests and they pass.\"]", "cite an id of the factory's evidence")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"/etc/passwd:1\"]", "cite an id")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[\"../secret.cs\"]", "cite an id")]
    [InlineData(ArtifactKind.Deployment, "target", "\"production\"", "this task deploys to 'local'")]
    [InlineData(ArtifactKind.Deployment, "healthPath", "\"health\"", "starts with one '/'")]
    [InlineData(ArtifactKind.Deployment, "healthPath", "\"//evil.example/\"", "starts with one '/'")]
    [InlineData(ArtifactKind.Deployment, "healthPath", "\"/a b\"", "without spaces")]
    [InlineData(ArtifactKind.Deployment, "healthPath", "\"/a/../b\"", "'..'")]
    [InlineData(ArtifactKind.Review, "answers[0].evidence", "[3]", "'answers[0].evidence[0]' must be a text")]
    [InlineData(ArtifactKind.Requirements, "criteria[1].number", "2147483647", "numbered 1, 2147483647")]
    public void Validate_BrokenRule_IsNamed(ArtifactKind kind, string path, string? json, string expected)
    {
        var check = Submissions.CheckWith(kind, path, json);

        check.Artifact.ShouldBeNull();
        check.Errors.ShouldContain(e => e.Contains(expected), $"got: {string.Join(" | ", check.Errors)}");
    }

    [Theory]
    [InlineData(ArtifactKind.Research, "summary", 8_001)]
    [InlineData(ArtifactKind.Research, "findings[0].title", 201)]
    [InlineData(ArtifactKind.Requirements, "criteria[0].text", 2_001)]
    [InlineData(ArtifactKind.Review, "answers[0].comment", 2_001)]
    public void Validate_TextTooLong_NamesTheLimit(ArtifactKind kind, string path, int length) =>
        Submissions.CheckWith(kind, path, JsonSerializer.Serialize(new string('x', length)))
            .Errors.ShouldHaveSingleItem().ShouldContain("characters:");

    [Theory]
    [InlineData(ArtifactKind.Research, "summary", 8_000)]
    [InlineData(ArtifactKind.Requirements, "criteria[0].text", 2_000)]
    public void Validate_TextAtItsLimit_IsAccepted(ArtifactKind kind, string path, int length) =>
        Submissions.CheckWith(kind, path, JsonSerializer.Serialize(new string('x', length))).Errors.ShouldBeEmpty();

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Validate_Criteria_ThirtyAtMost(int count, bool taken)
    {
        var criteria = Enumerable.Range(1, count).Select(n => new { number = n, text = $"Criterion {n}" });

        var errors = Submissions.CheckWith(ArtifactKind.Requirements, "criteria", JsonSerializer.Serialize(criteria)).Errors;

        errors.Any(e => e.Contains("31 items") && e.Contains("1 to 30")).ShouldBe(!taken);
        errors.Any().ShouldBe(!taken);
    }

    [Fact]
    public void Validate_CriteriaWithoutText_AreMissingATextAndNotTheSame() =>
        Submissions.CheckWith(ArtifactKind.Requirements, "criteria", """[{"number":1,"text":""},{"number":2,"text":""}]""")
            .Errors.ShouldAllBe(e => e.Contains("is empty"));

    [Fact]
    public void Validate_FieldAndALookalike_TheExactNameCounts() =>
        Submissions.Check(ArtifactKind.Change, """{"Summary":"lookalike","summary":"exact"}""")
            .Artifact.ShouldBeOfType<ChangeSet>()
            .Summary.ShouldBe("exact");

    [Theory]
    [InlineData("LOCAL", "local", "local")]
    [InlineData("anywhere", null, "anywhere")]
    public void Validate_Target_IsTheTasksOwnWhereItNamesOne(string submitted, string? allowed, string expected)
    {
        using var document = JsonDocument.Parse($$"""{"target":"{{submitted}}","healthPath":"/","notes":"N"}""");
        ArtifactRules.Validate(document.RootElement, Submissions.Deploy with { DeployTarget = allowed })
            .Artifact.ShouldBeOfType<Deployment>()
            .Target.ShouldBe(expected);
    }

    [Fact]
    public void Validate_MissingTarget_IsNamedOnce() =>
        Submissions.CheckWith(ArtifactKind.Deployment, "target", null).Errors.ShouldHaveSingleItem().ShouldStartWith("'target' is missing");

    [Fact]
    public void Validate_CitedFileThatIsNotThere_IsNamed()
    {
        using var document = JsonDocument.Parse(Submissions.Good(ArtifactKind.Review).ToJsonString());

        var check = ArtifactRules.Validate(document.RootElement, Submissions.Review with { IsFile = path => path != "src/Tip.cs" });

        check.Errors.ShouldHaveSingleItem().ShouldContain("cites 'src/Tip.cs', which is not a file of the commit");
    }

    [Fact]
    public void Validate_UnmetCriterion_MayCiteTheFileThatIsMissing()
    {
        using var document = JsonDocument.Parse(
            """{"verdict":"reject","summary":"S","answers":[{"criterion":1,"met":false,"evidence":["product.yaml"],"comment":"It is missing."},{"criterion":2,"met":true,"evidence":["e1"],"comment":"C"}],"defects":["Add product.yaml."]}""");

        ArtifactRules.Validate(document.RootElement, Submissions.Review with { IsFile = _ => false }).Errors.ShouldBeEmpty();
    }

    [Fact]
    public void Validate_FactsThatGitKnows_AreNeverReadFromTheSubmission()
    {
        var check = Submissions.CheckWith(ArtifactKind.Change, "commit", "\"deadbeef\"");

        check.Artifact.ShouldBeOfType<ChangeSet>().Commit.ShouldBeNull();
    }

    [Fact]
    public void Validate_SnakeCaseNames_AreRead()
    {
        var check = Submissions.Check(
            ArtifactKind.Requirements,
            """{"product_name":"Tip","problem":"P","criteria":[{"Number":1,"Text":"A"}],"out_of_scope":["X"]}""");

        check.Artifact.ShouldBeOfType<Requirements>().OutOfScope.ShouldBe(["X"]);
    }

    [Fact]
    public void Validate_HalfASurrogatePair_CountsAsEmpty() =>
        Submissions.Check(ArtifactKind.Change, """{"summary":"\ud800"}""")
            .Errors.ShouldHaveSingleItem()
            .ShouldStartWith("'summary' is empty");

    [Fact]
    public void Validate_ControlCharacters_AreDropped() =>
        Submissions.CheckWith(ArtifactKind.Change, "summary", "\"red\\u001b[31m\"")
            .Artifact.ShouldBeOfType<ChangeSet>()
            .Summary.ShouldBe("red[31m");
}
