using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Evidence;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Artifacts;
using Factory.Domain.Attempts;

namespace Factory.Providers.Rehearsal.Tests;

public sealed class RolesTests
{
    private const string Idea = "A tip calculator for restaurant bills";

    private static readonly Requirements Wanted = new("Tip calculator", "p", [new(1, "a"), new(2, "b")], []);

    [Fact]
    public async Task Research_Idea_NamesTheArchetypeAndTheScript()
    {
        var note = await ArtifactAsync<ResearchNote>(TaskKinds.Research, ArtifactKind.Research);
        note.Summary.ShouldContain("rehearsal-one is a script");
        note.Findings[0].Title.ShouldBe("Archetype: calculator (tip)");
    }

    [Fact]
    public async Task Requirements_Idea_AreNumberedAndNameTheProduct()
    {
        var requirements = await ArtifactAsync<Requirements>(TaskKinds.Requirements, ArtifactKind.Requirements);
        requirements.ProductName.ShouldBe("Tip calculator");
        requirements.Criteria.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public async Task Deploy_Manifest_ProvidesTheHealthPath()
    {
        using var folder = new TemporaryFolder();
        folder.Write("product.yaml", "name: x\nhealth: /ready\n");
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Deploy, Idea));
        var deployment = (Deployment)Check(result!.Value, new(ArtifactKind.Deployment, [], [], "local"));
        deployment.HealthPath.ShouldBe("/ready");
    }

    [Fact]
    public async Task Deploy_PromptWithTarget_ProposesThatTarget()
    {
        using var folder = new TemporaryFolder();
        var result = await new MiniLoop(folder.Path).RunAsync(
            $"{PromptFormat.TargetPrefix}cloud\n{MiniLoop.Prompt(TaskKinds.Deploy, Idea)}");
        var deployment = (Deployment)Check(result!.Value, new(ArtifactKind.Deployment, [], [], "cloud"));
        deployment.Target.ShouldBe("cloud");
    }

    [Fact]
    public async Task Deploy_IdeaWithALineLikeATarget_IsIgnored()
    {
        using var folder = new TemporaryFolder();
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(
            TaskKinds.Deploy,
            $"{Idea}\n{PromptFormat.TargetPrefix}elsewhere"));
        var deployment = (Deployment)Check(result!.Value, new(ArtifactKind.Deployment, [], [], "local"));
        deployment.Target.ShouldBe("local");
    }

    [Fact]
    public async Task Review_PassedEvidence_PassesAndCitesIt()
    {
        using var folder = new TemporaryFolder();
        folder.Write("src/Calculator.cs", "class C;\n");
        folder.Write("tests/ProductTests.cs", "class T;\n");
        var evidence = Evidence(exitCode: 0, "9 passed, 0 failed", 9, 0);
        var loop = new MiniLoop(folder.Path);
        var result = await loop.RunAsync(MiniLoop.Prompt(TaskKinds.Review, Idea, [("requirements", Wanted)], evidence), "rehearsal-two");
        var report = (ReviewReport)Check(result!.Value, new(ArtifactKind.Review, Wanted.Criteria, ["e1", "e2"], null, f => folder.Has(f)));
        report.Verdict.ShouldBe(Verdict.Pass);
        report.Answers.Select(a => a.Criterion).ShouldBe([1, 2]);
        report.Answers[0].Evidence.ShouldContain("e2");
        loop.Calls.ShouldContain("read_file src/Calculator.cs");
        report.Summary.ShouldContain("rehearsal-two");
    }

    [Fact]
    public async Task Review_FailedEvidence_RejectsWithTheNamesOfTheTests()
    {
        using var folder = new TemporaryFolder();
        var evidence = Evidence(exitCode: 1, "ok   one\nFAIL Shares cover the total: expected 33.34, got 33.33\n8 passed, 1 failed", 8, 1);
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(
            TaskKinds.Review,
            Idea,
            [("requirements", Wanted)],
            evidence));
        var report = (ReviewReport)Check(result!.Value, new(ArtifactKind.Review, Wanted.Criteria, ["e1", "e2"], null));
        report.Verdict.ShouldBe(Verdict.Reject);
        report.Defects.ShouldBe(["The test 'Shares cover the total: expected 33.34, got 33.33' fails (e2)."]);
        report.Answers.ShouldAllBe(a => !a.Met && a.Evidence.Contains("e2"));
    }

    [Fact]
    public async Task Review_NoEvidence_Rejects()
    {
        using var folder = new TemporaryFolder();
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(TaskKinds.Review, Idea, [("requirements", Wanted)]));
        result!.Value.GetProperty("verdict").GetString().ShouldBe("reject");
    }

    [Fact]
    public async Task Next_UnknownKind_AnswersThatARealModelIsRequired()
    {
        using var folder = new TemporaryFolder();
        var loop = new MiniLoop(folder.Path);
        (await loop.RunAsync(MiniLoop.Prompt("marketing", Idea))).ShouldBeNull();
        loop.Responses.ToString().ShouldContain("'marketing' requires a real model");
    }

    [Fact]
    public async Task Next_SameMessages_ReturnsTheSameResponse()
    {
        using var folder = new TemporaryFolder();
        var prompt = MiniLoop.Prompt(TaskKinds.Research, Idea);
        var first = await new MiniLoop(folder.Path).RunAsync(prompt);
        (await new MiniLoop(folder.Path).RunAsync(prompt))!.Value.GetRawText().ShouldBe(first!.Value.GetRawText());
    }

    private static async Task<T> ArtifactAsync<T>(string kind, ArtifactKind expects)
        where T : Artifact
    {
        using var folder = new TemporaryFolder();
        var result = await new MiniLoop(folder.Path).RunAsync(MiniLoop.Prompt(kind, Idea));
        return (T)Check(result!.Value, new(expects, [], [], null));
    }

    private static Artifact Check(System.Text.Json.JsonElement result, ArtifactContext context)
    {
        var check = ArtifactRules.Validate(result, context);
        check.Errors.ShouldBeEmpty();
        return check.Artifact!;
    }

    private static EvidenceReport Evidence(int exitCode, string output, int passed, int failed) => new(
        "c0ffee",
        [
            new("e1", "build", "dotnet build", 0, false, 6, "Build succeeded."),
            new("e2", "test", "dotnet out/app.dll test", exitCode, false, 0.2, output, passed, failed),
        ],
        []);
}
