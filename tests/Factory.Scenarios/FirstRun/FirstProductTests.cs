using Factory.Scenarios.Hosting;
using Factory.TestKit.Products;

namespace Factory.Scenarios.FirstRun;

/// <summary>What a new user gets from one idea, without keys and settings.</summary>
public sealed class FirstProductTests(FirstRunFixture first) : IClassFixture<FirstRunFixture>
{
    [Fact]
    public void Run_NewIdea_SucceedsThroughAllStages()
    {
        first.Run.Status.ShouldBe("succeeded");
        first.Run.Stages.Select(s => s.Name).ShouldBe(["research", "prd", "build", "test", "deploy"]);
    }

    [Fact]
    public void Run_NoKeys_IsPlayedByRehearsalModelsAndCostsNothing()
    {
        first.Run.Stages.ShouldAllBe(s => s.Provider == "rehearsal");
        first.Run.CostUsd.ShouldBe(0m);
    }

    [Fact]
    public void Run_FaultyChange_IsSentBackAndBuiltAgain() => first.Run.Stages.Single(s => s.Name == "build").Attempts.ShouldBe(2);

    [Fact]
    public void Run_Review_IsByAnotherModelThanTheBuild() =>
        first.Run.Stages.Single(s => s.Name == "test").Model.ShouldNotBe(first.Run.Stages.Single(s => s.Name == "build").Model);

    [Fact]
    public async Task Product_Served_AnswersUnderAHostNameOfItsOwn()
    {
        using var http = ProductClient.Create();

        (await http.GetStringAsync(first.Run.Url)).ShouldContain("<html", Case.Insensitive);
        new Uri(first.Run.Url!).Host.ShouldNotBe("127.0.0.1");
    }

    [Theory]
    [InlineData("Factory-Run: run-")]
    [InlineData("Factory-Task: task-")]
    [InlineData("Factory-Agent: agent-rex")]
    [InlineData("Factory-Model: rehearsal/")]
    public async Task Commits_OnMain_NameWhereTheyComeFrom(string trailer) =>
        (await Git.RunAsync(first.Run.Repository, "log", "main", "--format=%B")).ShouldContain(trailer);

    [Fact]
    public async Task Attempt_Ended_LeavesABranch() =>
        (await Git.RunAsync(first.Run.Repository, "branch", "--list", "factory/*")).Split('\n').Length.ShouldBe(2);

    [Fact]
    public async Task Repository_AfterARun_IsSoundAndItsWorkTreeFollowsMain()
    {
        await Git.RunAsync(first.Run.Repository, "fsck", "--strict");

        Directory.Exists(Path.Combine(first.Run.Repository, "src")).ShouldBeTrue();
    }

    [Fact]
    public async Task Show_FinishedRun_PrintsTheEvidenceOfTheTests() =>
        (await first.Cli.RunAsync("run", "show", first.Run.Run)).Output.ShouldContain("dotnet out/app.dll test (exit 0; ");
}
