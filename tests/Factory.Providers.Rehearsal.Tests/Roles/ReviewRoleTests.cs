using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;
using Factory.Providers.Rehearsal.Roles;

namespace Factory.Providers.Rehearsal.Tests.Roles;

public sealed class ReviewRoleTests
{
    private static readonly Requirements Wanted = new("Tip calculator", "p", [new(1, "a"), new(2, "b")], []);

    [Theory]
    [InlineData(1, false, "a\nlast line \n\n", "The command 'test' (e2) exited with code 1: last line")]
    [InlineData(-1, true, "", "The command 'test' (e2) timed out: no output")]
    [InlineData(0, true, "slow", "The command 'test' (e2) timed out: slow")]
    [InlineData(1, false, "x\r\n  FAIL one\r\nFAIL two\r\n", "The test 'one' fails (e2).|The test 'two' fails (e2).")]
    [InlineData(1, false, "FAILED: 1", "The command 'test' (e2) exited with code 1: FAILED: 1")]
    public void Next_FailedCommand_NamesTestsOrElseTheEndOfTheOutput(int exitCode, bool timedOut, string output, string defects) =>
        string.Join('|', Review(Report(Test(exitCode, timedOut, output))).Defects).ShouldBe(defects);

    [Fact]
    public void Next_EveryTestFails_IsStillAValidRejection()
    {
        var output = string.Join('\n', Enumerable.Range(0, 300).Select(i => $"FAIL {i} {new string('x', 3_000)}"));

        var defects = Review(Report(Test(1, false, output))).Defects;

        defects.Count.ShouldBe(20);
        defects.ShouldAllBe(d => d.Length <= 501 && d.EndsWith('…'));
    }

    [Fact]
    public void Next_RuleViolatedAlthoughEveryCommandSucceeded_IsARejectionThatCitesAllCommands()
    {
        var review = Review(Report(Test(0, false, "fine")) with { Problems = ["No tests ran."] });

        review.Defects.ShouldBe(["No tests ran."]);
        review.Answers.ShouldAllBe(a => !a.Met && a.Evidence.SequenceEqual(new[] { "e1", "e2" }));
    }

    [Fact]
    public void Next_EvidenceWithoutCommands_CitesTheManifest()
    {
        Review(new EvidenceReport("c", [], [])).Answers.ShouldAllBe(a => a.Met && a.Evidence.SequenceEqual(new[] { "product.yaml" }));
        Review(new EvidenceReport("c", [], ["x"])).Answers.ShouldAllBe(a => !a.Met && a.Evidence.SequenceEqual(new[] { "product.yaml" }));
    }

    [Theory]
    [InlineData("src/Api.cs src/InputError.cs src/Quiz.cs tests/Harness.cs tests/ProductTests.cs", "src/Quiz.cs tests/ProductTests.cs")]
    [InlineData("web/app.js web/index.html tests/check.sh", "web/index.html tests/check.sh")]
    [InlineData("apps/one/src/A.cs apps/one/tests/ATests.cs", "apps/one/src/A.cs apps/one/tests/ATests.cs")]
    [InlineData("mysrc/A.cs latests/BTests.cs README.md", "")]
    [InlineData("", "")]
    public void Next_PassingChange_ReadsOneFileOfTheLogicAndOneOfTheTests(string files, string read)
    {
        var listing = new ToolExchange(ToolNames.ListFiles, new Dictionary<string, object?>(), files.Replace(' ', '\n'));

        var evidence = Report(Test(0, false, "1 passed, 0 failed"));

        var response = ReviewRole.Next(Context(evidence, [listing], ToolNames.ListFiles, ToolNames.ReadFile));

        string.Join(' ', response.Calls.Where(c => c.Tool == ToolNames.ReadFile).Select(c => c.Arguments["path"])).ShouldBe(read);
    }

    [Fact]
    public void Next_FailedChange_IsRejectedWithoutReading()
    {
        var listing = new ToolExchange(ToolNames.ListFiles, new Dictionary<string, object?>(), "src/A.cs");

        var response = ReviewRole.Next(Context(Report(Test(1, false, "")), [listing], ToolNames.ListFiles, ToolNames.ReadFile));

        response.Calls.ShouldHaveSingleItem().Tool.ShouldBe(ToolNames.SubmitResult);
    }

    private static CommandEvidence Test(int exitCode, bool timedOut, string output) =>
        new("e2", "test", "dotnet out/app.dll test", exitCode, timedOut, 1, output);

    private static EvidenceReport Report(CommandEvidence test) =>
        new("c0ffee", [new("e1", "build", "dotnet build", 0, false, 6, "ok"), test], []);

    private static ScriptContext Context(EvidenceReport evidence, IReadOnlyList<ToolExchange> exchanges, params string[] tools) => new(
        new RehearsalPrompt(TaskKinds.Review, 1, "tips", [Wanted], evidence, [], null),
        exchanges,
        tools.ToHashSet(),
        "rehearsal-two");

    // Without tools it decides at once; what it submits must satisfy the rules that a real reviewer's result does.
    private static ReviewReport Review(EvidenceReport evidence)
    {
        var call = ReviewRole.Next(Context(evidence, [])).Calls.ShouldHaveSingleItem();
        var ids = evidence.Commands.Select(c => c.Id).ToList();
        var result = JsonSerializer.SerializeToElement(call.Arguments["result"], FactoryJson.Options);
        var context = new ArtifactContext(ArtifactKind.Review, Wanted.Criteria, ids, null, f => f == "product.yaml");
        var check = ArtifactRules.Validate(result, context);
        check.Errors.ShouldBeEmpty();
        return check.Artifact.ShouldBeOfType<ReviewReport>();
    }
}
