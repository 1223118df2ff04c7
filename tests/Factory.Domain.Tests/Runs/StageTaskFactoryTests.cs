using Factory.Contracts.Artifacts;
using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class StageTaskFactoryTests
{
    /// <summary>Two builds, each with a review that needs only its subject.</summary>
    private static PipelineDefinition TwoBuilds => new("two", "Two builds", 3,
    [
        new StageDefinition("api", TaskKinds.Build, ArtifactKind.Change, [], null, null, Given.Merge, 3),
        new StageDefinition("api-test", TaskKinds.Review, ArtifactKind.Review, [], "api", null, null, 3),
        new StageDefinition("web", TaskKinds.Build, ArtifactKind.Change, ["api"], null, null, Given.Merge, 3),
        new StageDefinition("web-test", TaskKinds.Review, ArtifactKind.Review, [], "web", null, null, 3),
        new StageDefinition(
            "deploy",
            TaskKinds.Deploy,
            ArtifactKind.Deployment,
            ["web", "web-test"],
            null,
            "web",
            new TaskAction(TaskActionKind.Deploy, "deploy.staging", "local"),
            2),
    ]);

    [Theory]
    [InlineData("research", "", false)]
    [InlineData("prd", "research", false)]
    [InlineData("build", "research prd", true)]
    [InlineData("test", "research prd build", false)]
    [InlineData("deploy", "research prd build test", false)]
    public void Create_AnyStage_HasTheArtifactsItBuildsUponAndRequiresReviewWhenAStageReviewsIt(
        string stage,
        string inputs,
        bool isReviewed)
    {
        var walk = new RunWalk();
        walk.UpToBuild();
        walk.Set("build", TaskStage.Review, Given.Change());
        walk.Finish("test", Given.Report());
        walk.Finish("build", Given.Change());

        var spec = StageTaskFactory.Create(walk.Run, walk.Run.Pipeline.Stages.First(s => s.Name == stage), walk.Tasks);

        string.Join(' ', spec.Inputs.Select(i => i.SourceStage)).ShouldBe(inputs);
        spec.RequiresReview.ShouldBe(isReviewed);
        spec.RunStage.ShouldBe(stage);
    }

    [Fact]
    public void Create_ReviewWithoutNeeds_HasItsSubjectAsInput()
    {
        var walk = TwoBuildsUpTo("web");
        var spec = StageTaskFactory.Create(walk.Run, TwoBuilds.Stages[3], walk.Tasks);
        spec.Inputs.Select(i => i.SourceStage).ShouldBe(["api", "web"]);
        spec.ReviewSubject!.Commit.ShouldBe("web-1");
    }

    [Fact]
    public void Advance_UnhealthyDeploy_RepeatsTheStagesAfterItsTargetAndTheirReviewsOnly()
    {
        var walk = TwoBuildsUpTo("web");
        walk.Finish("web-test", Given.Report());
        walk.Finish("web", Given.Change("web-1"));
        walk.Fail("deploy", new Problem(ErrorCodes.DeployUnhealthy, "GET / answered 500"));
        walk.Statuses().ShouldBe("done done running waiting waiting");
    }

    [Theory]
    [InlineData("build", 1, false)]
    [InlineData("build", 2, true)]
    [InlineData("test", 2, false)]
    public void Create_RepeatedRound_HasTheLoopBackReasonAsFeedback_ExceptForReviewers(string stage, int round, bool expected)
    {
        var walk = new RunWalk();
        walk.Run = walk.With(new StageState("deploy") { LoopBackReason = "GET / answered 500" });
        var run = walk.With(new StageState(stage) { Round = round });
        var spec = StageTaskFactory.Create(
            run,
            run.Pipeline.Stages.First(s => s.Name == stage),
            new Dictionary<Factory.Contracts.Ids.TaskId, TaskView>());
        spec.Feedback.ShouldBe(expected ? ["Stage 'deploy' sent back: GET / answered 500"] : []);
        spec.Round.ShouldBe(round);
    }

    [Theory]
    [InlineData(TaskKinds.Build, "Build tip-calculator")]
    [InlineData("translation", "Translation tip-calculator")]
    public void Create_AnyKind_HasAReadableTitle(string kind, string title)
    {
        var run = new RunWalk().Run;
        StageTaskFactory.Create(run, run.Pipeline.Stages[2] with { Kind = kind }, new Dictionary<Factory.Contracts.Ids.TaskId, TaskView>())
            .Title.ShouldBe(title);
    }

    private static RunWalk TwoBuildsUpTo(string build)
    {
        var walk = new RunWalk(TwoBuilds);
        walk.Set("api", TaskStage.Review, Given.Change("api-1"));
        walk.Finish("api-test", Given.Report());
        walk.Finish("api", Given.Change("api-1"));
        walk.Set(build, TaskStage.Review, Given.Change(build + "-1"));
        return walk;
    }
}
