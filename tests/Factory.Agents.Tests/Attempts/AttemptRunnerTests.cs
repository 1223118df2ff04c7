using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Attempts;
using Factory.Domain.WorkingCopies;
using Factory.TestKit.Builders;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Attempts;

public class AttemptRunnerTests
{
    private const string Change = """{"summary":"Add the tip\n\nBecause.","notes":["rounded"]}""";
    private const string Passed =
        """{"verdict":"pass","summary":"Good.","answers":[{"criterion":1,"met":true,"evidence":["e1"],"comment":"green"}],"defects":[]}""";

    private static readonly TaskSpec Build = Given.Spec();

    private static readonly TaskSpec Review = Given.Spec(TaskKinds.Review) with
    {
        Expects = ArtifactKind.Review,
        ReviewSubject = new ReviewSubject(TaskId.Parse("task-0"), "c1", Given.LargeModel, AllowSameModel: false),
        Inputs =
        [
            new TaskInput("prd", new Requirements("Tip", "P", [new AcceptanceCriterion(1, "It adds.")], [])),
            new TaskInput("build", Given.Change()),
        ],
    };

    [Theory]
    [InlineData(
        TaskKinds.Research,
        ArtifactKind.Research,
        """{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""")]
    [InlineData(
        TaskKinds.Requirements,
        ArtifactKind.Requirements,
        """{"productName":"Tip","problem":"P","criteria":[{"number":1,"text":"A"}],"outOfScope":[]}""")]
    [InlineData(TaskKinds.Deploy, ArtifactKind.Deployment, """{"target":"local","healthPath":"/","notes":"First."}""")]
    public async Task Start_KindWithoutFiles_EndsWithItsArtifact(string kind, ArtifactKind expects, string json)
    {
        await using var harness = new RunnerHarness();
        harness.Model.Submits(json);

        var result = await harness.RunAsync(RunnerHarness.Request(Given.Spec(kind) with
        {
            Expects = expects,
            Action = new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local")
        }));

        result.Problem.ShouldBeNull();
        result.Status.ShouldBe(AttemptStatus.Succeeded);
        result.Artifact!.Kind.ShouldBe(expects);
        harness.Workspace.OpenedAt.ShouldBeNull();
        harness.Model.Options[0].Tools!.Select(t => t.Name).ShouldBe([ToolNames.AskOperator, ToolNames.SubmitResult]);
    }

    [Fact]
    public async Task Start_SubmissionContainsAKey_KeepsItOutOfArtifactCommitAndTranscript()
    {
        await using var harness = new RunnerHarness(secrets: "sk-0123456789");
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "src/Tip.cs", content = "class Tip;\n" }))
            .Submits("""{"summary":"Uses sk-0123456789","notes":["the key is sk-0123456789"]}""");

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        var change = result.Artifact.ShouldBeOfType<ChangeSet>();
        (change.Summary, change.Notes.Single()).ShouldBe(("Uses [redacted]", "the key is [redacted]"));
        harness.Workspace.Committed.ShouldBe(["Uses [redacted]\n\n- the key is [redacted]"]);
        harness.TranscriptText.ShouldNotContain("sk-0123456789");
    }

    [Fact]
    public async Task Start_CommandOfAReviewContainsAKey_KeepsItOutOfEvidenceAndProgress()
    {
        await using var harness = new RunnerHarness(secrets: "sk-0123456789");
        var evidence = Given.Evidence();
        harness.Workspace.Evidence = evidence with
        {
            Commands = [evidence.Commands[0] with { Command = "echo sk-0123456789", OutputTail = "c2stMDEyMzQ1Njc4OQ==" }],
        };
        harness.Model.Submits(Passed);

        var result = await harness.RunAsync(RunnerHarness.Request(Review));

        var shown = result.Artifact.ShouldBeOfType<ReviewReport>().Evidence!.Commands[0];
        shown.Command.ShouldBe("echo [redacted]");
        shown.OutputTail.ShouldStartWith("[redacted]");
        harness.TranscriptText.ShouldNotContain("sk-0123456789");
    }

    [Fact]
    public async Task Start_ReviewPassesWithoutAnsweringAWarning_IsAskedAgain()
    {
        await using var harness = new RunnerHarness();
        harness.Workspace.Evidence = Given.Evidence() with { Remarks = ["only printed"] };
        harness.Model.Submits(Passed)
            .Submits(Passed.Replace("\"defects\":[]", "\"defects\":[],\"warnings\":[{\"warning\":1,\"comment\":\"I ran them.\"}]"));

        var result = await harness.RunAsync(RunnerHarness.Request(Review));

        var report = result.Artifact.ShouldBeOfType<ReviewReport>();
        report.Verdict.ShouldBe(Verdict.Pass);
        report.WarningAnswers.ShouldBe([new WarningAnswer("only printed", "I ran them.")]);
        harness.TranscriptText.ShouldContain("leave out warning 1");
        harness.Model.Options.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Start_ProgressContainsAKey_ReportsItRedacted()
    {
        // The last action before the first response, as if it were a secret.
        await using var harness = new RunnerHarness(secrets: "thinking");
        harness.Model.Throws(new InvalidOperationException("enough"));

        var result = await harness.RunAsync(RunnerHarness.Request(Review));

        result.Progress.LastAction.ShouldBe("[redacted]");
    }

    [Fact]
    public async Task Start_Build_CommitsTheChangeWithFactsFromGit()
    {
        await using var harness = new RunnerHarness();
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "src/Tip.cs", content = "class Tip;\n" }))
            .Calls((ToolNames.RunCommand, new { command = "make test" }))
            .Submits(Change);

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        var change = result.Artifact.ShouldBeOfType<ChangeSet>();
        change.ShouldBe(new ChangeSet("Add the tip\n\nBecause.", change.Notes, "c1", "c0", "factory/attempt-1", 1, 3, 0));
        change.Notes.ShouldBe(["rounded"]);
        harness.Workspace.Committed.ShouldBe(["Add the tip\n\nBecause.\n\n- rounded"]);
        harness.Workspace.Trailers.ShouldBe(new CommitTrailers(
            Build.Run,
            TaskId.Parse("task-1"),
            RunnerHarness.Attempt,
            AgentId.Parse("agent-rex"),
            Given.SmallModel));
        harness.Workspace.OpenedAt.ShouldBe("main");
        result.Progress.ShouldBe(new AttemptProgress(
            3,
            new(30, 15),
            new(0.03m),
            "submitted the result",
            "factory/attempt-1",
            harness.Folder));
        harness.Model.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Start_RetryNotice_IsInTheTranscriptWithoutSecrets()
    {
        await using var harness = new RunnerHarness(secrets: "very-secret-value");
        harness.Model.Then(_ =>
        {
            harness.Model.Notice!("lab/small: the server answered 429: very-secret-value; waiting 7 s, then trying again (2 of 5)");
            return Task.FromResult<AIContent[]>([harness.Model.Call(ToolNames.WriteFile, new { path = "a", content = "a" })]);
        }).Submits(Change);

        await harness.RunAsync(RunnerHarness.Request(Build));

        var notice = (await harness.ReadTranscriptAsync()).Single(e => e.Kind == TranscriptEntryKind.Notice);
        notice.Text.ShouldBe("lab/small: the server answered 429: [redacted]; waiting 7 s, then trying again (2 of 5)");
    }

    [Fact]
    public async Task Start_Rework_StartsFromTheEarlierCommit()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Calls((ToolNames.WriteFile, new { path = "a", content = "a" })).Submits(Change);

        await harness.RunAsync(RunnerHarness.Request(Build) with { StartCommit = "c9" });

        harness.Workspace.OpenedAt.ShouldBe("c9");
    }

    [Fact]
    public async Task Start_Review_CollectsEvidenceFirstAndCommitsNothing()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Submits(Passed);

        var result = await harness.RunAsync(RunnerHarness.Request(Review, "hawk"));

        result.Problem.ShouldBeNull();
        var report = result.Artifact.ShouldBeOfType<ReviewReport>();
        report.Verdict.ShouldBe(Verdict.Pass);
        report.Evidence!.Commit.ShouldBe("c1");
        harness.Workspace.OpenedAt.ShouldBe("c1");
        harness.Workspace.EvidenceBase.ShouldBe("c0");
        harness.Workspace.Committed.ShouldBeEmpty();
        PromptFormat.ReadTag(harness.Model.Seen[0][1].Text, PromptFormat.EvidenceTag)
            .ShouldHaveSingleItem()
            .ShouldContain("3 passed, 0 failed");
        harness.Model.Options[0].Tools!.Select(t => t.Name)
            .ShouldBe([
                ToolNames.ListFiles,
                ToolNames.ReadFile,
                ToolNames.SearchFiles,
                ToolNames.RunCommand,
                ToolNames.AskOperator,
                ToolNames.SubmitResult
            ]);
    }

    [Fact]
    public async Task Start_ReviewThatPassesFailedEvidence_IsOverruled()
    {
        await using var harness = new RunnerHarness();
        harness.Workspace.Evidence = Given.Evidence(passed: false);
        harness.Model.Submits(Passed);

        var result = await harness.RunAsync(RunnerHarness.Request(Review, "hawk"));

        result.Problem.ShouldBeNull();
        var report = result.Artifact.ShouldBeOfType<ReviewReport>();
        report.Verdict.ShouldBe(Verdict.Reject);
        report.Defects.ShouldHaveSingleItem().ShouldContain("2 passed, 1 failed");
        report.Summary.ShouldContain("overrules");
    }

    [Fact]
    public async Task Start_BuildThatChangesNothing_Fails()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Submits(Change);

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        result.Status.ShouldBe(AttemptStatus.Failed);
        result.Problem!.Code.ShouldBe(ErrorCodes.ChangeEmpty);
        result.SalvagedCommit.ShouldBeNull();
    }

    /// <summary>Unfinished work that turns out to be complete is the result, with what this attempt says of it.</summary>
    [Fact]
    public async Task Start_BuildThatFindsItsStartComplete_TakesThatWork()
    {
        await using var harness = new RunnerHarness();
        harness.Workspace.EarlierWork = new ChangeSet("", [], "c9", "c0", "factory/attempt-1", 3, 30, 0);
        harness.Model.Submits(Change);

        var result = await harness.RunAsync(RunnerHarness.Request(Build) with { StartCommit = "c9" });

        result.Problem.ShouldBeNull();
        var change = result.Artifact.ShouldBeOfType<ChangeSet>();
        (change.Commit, change.BaseCommit, change.Insertions).ShouldBe(("c9", "c0", 30));
        change.Summary.ShouldStartWith("Add the tip");
    }

    /// <summary>What only calls a model does not wait behind what builds.</summary>
    [Fact]
    public async Task Start_EverySlotTaken_OnlyWorkWithFilesWaits()
    {
        await using var harness = new RunnerHarness(configure: o => o.MaxConcurrentAttempts = 1);
        var (building, waited) = (new TaskCompletionSource(), new TaskCompletionSource());
        harness.Model
            .Then(stop =>
            {
                building.SetResult();
                return Never(stop);
            })
            .Submits("""{"summary":"S","findings":[{"title":"T","detail":"D"}],"risks":[],"recommendation":"R"}""")
            .Then(stop =>
            {
                waited.SetResult();
                return Never(stop);
            });
        harness.Runner.Start(RunnerHarness.Request(Build));
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30));

        harness.Runner.Start(RunnerHarness.Request(Build) with { Attempt = AttemptId.Parse("attempt-2") });
        var research = RunnerHarness.Request(Build with { Expects = ArtifactKind.Research }) with
        {
            Attempt = AttemptId.Parse("attempt-3"),
        };
        harness.Runner.Start(research);

        (await harness.Grains.Of(research.Attempt).Result).Status.ShouldBe(AttemptStatus.Succeeded);
        waited.Task.IsCompleted.ShouldBeFalse("the second build has no slot");
        harness.Runner.Cancel(RunnerHarness.Attempt, "enough");
        await waited.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task<AIContent[]> Never(CancellationToken stop) => new TaskCompletionSource<AIContent[]>().Task.WaitAsync(stop);

    [Fact]
    public async Task Start_BuildThatRunsOutOfBudget_IsSalvaged()
    {
        await using var harness = new RunnerHarness();
        harness.Model
            .Calls((ToolNames.WriteFile, new { path = "a", content = "half" }))
            .Throws(new FactoryException(ErrorCodes.BudgetExceeded, "The run's budget of 5.00 USD is used up."));

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        result.Status.ShouldBe(AttemptStatus.Failed);
        result.Problem!.Code.ShouldBe(ErrorCodes.BudgetExceeded);
        result.SalvagedCommit.ShouldBe("c1");
        harness.Workspace.Committed.ShouldHaveSingleItem().ShouldStartWith("Unfinished: Build tip-calculator\n\nThe run's budget");
        result.Progress.Usage.ShouldBe(new(10, 5));
    }

    [Fact]
    public async Task Start_UnexpectedException_RevealsNoPath()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Throws(new InvalidOperationException("/srv/secret is broken"));

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        result.Problem!.Code.ShouldBe(ErrorCodes.AttemptFailed);
        result.Problem.ToString().ShouldNotContain("/srv/secret");
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task Start_WithoutSandbox_RunsOnlyWhatIsAllowed(bool contained, bool unsandboxed, bool runs)
    {
        await using var harness = new RunnerHarness(unsandboxed: unsandboxed);
        harness.Workspace.IsIsolated = contained;
        harness.Model.Calls((ToolNames.WriteFile, new { path = "a", content = "a" })).Submits(Change);

        var result = await harness.RunAsync(RunnerHarness.Request(Build));

        result.Problem?.Code.ShouldBe(runs ? null : ErrorCodes.SandboxMissing);
        result.Status.ShouldBe(runs ? AttemptStatus.Succeeded : AttemptStatus.Failed);
    }

    [Theory]
    [InlineData("lab", true)]
    [InlineData("stranger", false)]
    public async Task Start_ReviewWithoutSandbox_RequiresTheBuildersProviderToBeTrusted(string builder, bool runs)
    {
        await using var harness = new RunnerHarness(RunnerHarness.Config with
        {
            Catalogue = new([Given.Provider() with { TrustedCommands = true }, Given.Provider("stranger")])
        });
        harness.Workspace.IsIsolated = false;
        harness.Model.Submits(Passed);

        var result = await harness.RunAsync(RunnerHarness.Request(
            Review with { ReviewSubject = Review.ReviewSubject! with { Builder = new(builder, "large") } },
            "hawk"));

        result.Problem?.Code.ShouldBe(runs ? null : ErrorCodes.SandboxMissing);
        result.Status.ShouldBe(runs ? AttemptStatus.Succeeded : AttemptStatus.Failed);
    }

    [Fact]
    public async Task Start_UnknownAgent_FailsWithItsName()
    {
        await using var harness = new RunnerHarness();

        var result = await harness.RunAsync(RunnerHarness.Request(Build, "nobody"));

        result.Problem!.Code.ShouldBe(ErrorCodes.ConfigInvalid);
        result.Problem.Message.ShouldContain("agent-nobody");
    }

    [Fact]
    public async Task Start_SameAttemptTwice_RunsOnce()
    {
        await using var harness = new RunnerHarness();
        harness.Model.Calls((ToolNames.WriteFile, new { path = "a", content = "a" })).Submits(Change);
        var request = RunnerHarness.Request(Build);

        harness.Runner.Start(request);
        harness.Runner.Start(request);

        (await harness.Grains.Attempt.Result).Problem.ShouldBeNull();
        harness.Model.Seen.Count.ShouldBe(2);
        harness.Grains.Attempt.Finishes.ShouldBe(1);
    }
}
