using Factory.Contracts.Artifacts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class RunRulesTests
{
    private readonly RunWalk _walk = new();

    [Fact]
    public void Advance_NewRun_OpensOnlyTheFirstStage()
    {
        _walk.Advance();
        _walk.Statuses().ShouldBe("running waiting waiting waiting waiting");
    }

    [Fact]
    public void Advance_AllStagesDoTheirWork_Succeeds()
    {
        _walk.Finish("research", new ResearchNote("s", [new Finding("t", "d")], [], "r"));
        _walk.Finish("prd", new Requirements("Tip", "p", [new AcceptanceCriterion(1, "works")], []));
        _walk.Statuses().ShouldBe("done done running waiting waiting");

        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Statuses().ShouldBe("done done inReview running waiting");
        var review = StageTaskFactory.Create(_walk.Run, Given.Pipeline.Stages[3], _walk.Tasks);
        review.ReviewSubject!.Commit.ShouldBe("c1");
        review.ReviewSubject.Builder.ShouldBe(Given.SmallModel);
        review.Inputs.Select(i => i.SourceStage).ShouldBe(["research", "prd", "build"]);

        _walk.Finish("test", Given.Report());
        _walk.Finish("build", Given.Change());
        _walk.Statuses().ShouldBe("done done done done running");

        _walk.Finish("deploy", new Deployment("local", "/", "n", 1, "c2", "http://localhost:1"));
        _walk.Run.Status.ShouldBe(RunStatus.Succeeded);
        _walk.Run.ToView().Url.ShouldBe("http://localhost:1");
        _walk.Run.ToView().Evidence!.Passed().ShouldBeTrue();
    }

    [Fact]
    public void Advance_ReviewSendsItBack_ReviewsAgainOnlyANewCommit()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        var first = _walk.Run.Stage("test").Task;
        _walk.Finish("test", Given.Report(Verdict.Reject));
        _walk.Set("build", TaskStage.Ready, Given.Change());
        _walk.Statuses().ShouldBe("done done running waiting waiting");

        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Run.Stage("test").Task.ShouldBe(first, "the same commit has been judged");

        _walk.Set("build", TaskStage.Review, Given.Change("c2"));
        _walk.Run.Stage("test").Task.ShouldNotBe(first);
        _walk.Run.Stage("test").Round.ShouldBe(2);
        _walk.Finish("test", Given.Report());
        _walk.Finish("build", Given.Change("c2"));
        _walk.Statuses().ShouldBe("done done done done running");
        _walk.Run.ToView().Stages[3].Attempts.ShouldBe(2);
    }

    [Fact]
    public void Advance_UnhealthyDeploy_GoesBackToBuildWithTheReason()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Finish("test", Given.Report());
        _walk.Finish("build", Given.Change());
        _walk.Fail("deploy", new Problem(ErrorCodes.DeployUnhealthy, "GET / answered 500"));

        _walk.Statuses().ShouldBe("done done running waiting waiting");
        _walk.Run.Stage("build").Round.ShouldBe(2);
        var spec = StageTaskFactory.Create(_walk.Run, Given.Pipeline.Stages[2], _walk.Tasks);
        spec.Feedback.ShouldHaveSingleItem().ShouldContain("GET / answered 500");
        _walk.Run.Stage("deploy").ToView().Attempts.ShouldBe(1, "earlier rounds stay in the totals");
    }

    [Fact]
    public void Advance_UnhealthyDeployInEveryRound_FailsWhenNoRoundIsLeft()
    {
        _walk.UpToBuild();
        for (var round = 1; round <= Given.Pipeline.MaxRounds; round++)
        {
            _walk.Run.Status.ShouldBe(RunStatus.Running);
            _walk.Set("build", TaskStage.Review, Given.Change("c" + round));
            _walk.Finish("test", Given.Report());
            _walk.Finish("build", Given.Change("c" + round));
            _walk.Fail("deploy", new Problem(ErrorCodes.DeployUnhealthy, "GET / answered 500"));
        }

        _walk.Run.Status.ShouldBe(RunStatus.Failed);
        _walk.Run.Problem!.Hint!.ShouldContain("factory run retry run-1");
    }

    [Fact]
    public void Advance_FailedStage_FailsTheRunAndNamesIt()
    {
        _walk.Advance();
        _walk.Fail("research", new Problem(ErrorCodes.BudgetExceeded, "spent"));
        _walk.Run.Status.ShouldBe(RunStatus.Failed);
        _walk.Run.Problem!.Message.ShouldContain("research");
        _walk.Run.Problem.Hint!.ShouldContain("--budget");
    }
}
