using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class RunRulesTests
{
    private readonly RunRules _rules = new(new CountingIds());
    private readonly Dictionary<TaskId, TaskView> _tasks = [];
    private RunState _run = RunState.Begin(RunId.Parse("run-1"), Given.Start, Given.Pipeline, Given.Product, new Usd(5), Given.Now);

    [Fact]
    public void Advance_NewRun_OpensOnlyTheFirstStage()
    {
        Advance();
        Statuses().ShouldBe("running waiting waiting waiting waiting");
    }

    [Fact]
    public void Advance_AllStagesDoTheirWork_Succeeds()
    {
        Finish("research", new ResearchNote("s", [new Finding("t", "d")], [], "r"));
        Finish("prd", new Requirements("Tip", "p", [new AcceptanceCriterion(1, "works")], []));
        Statuses().ShouldBe("done done running waiting waiting");

        Set("build", TaskStage.Review, Given.Change());
        Statuses().ShouldBe("done done inReview running waiting");
        var review = StageBriefs.Of(_run, Given.Pipeline.Stages[3], _tasks);
        review.Reviews!.Commit.ShouldBe("c1");
        review.Reviews.Builder.ShouldBe(Given.SmallModel);
        review.Inputs.Select(i => i.From).ShouldBe(["research", "prd", "build"]);

        Finish("test", Given.Report());
        Finish("build", Given.Change());
        Statuses().ShouldBe("done done done done running");

        Finish("deploy", new Deployment("local", "/", "n", 1, "c2", "http://localhost:1"));
        _run.Status.ShouldBe(RunStatus.Succeeded);
        _run.ToView().Url.ShouldBe("http://localhost:1");
        _run.ToView().Evidence!.Passed().ShouldBeTrue();
    }

    [Fact]
    public void Advance_ReviewSendsItBack_ReviewsAgainOnlyANewCommit()
    {
        UpToBuild();
        Set("build", TaskStage.Review, Given.Change());
        var first = _run.Stage("test").Task;
        Finish("test", Given.Report(Verdict.Reject));
        Set("build", TaskStage.Ready, Given.Change());
        Statuses().ShouldBe("done done running waiting waiting");

        Set("build", TaskStage.Review, Given.Change());
        _run.Stage("test").Task.ShouldBe(first, "the same commit has been judged");

        Set("build", TaskStage.Review, Given.Change("c2"));
        _run.Stage("test").Task.ShouldNotBe(first);
        _run.Stage("test").Round.ShouldBe(2);
        Finish("test", Given.Report());
        Finish("build", Given.Change("c2"));
        Statuses().ShouldBe("done done done done running");
        _run.ToView().Stages[3].Attempts.ShouldBe(2);
    }

    [Fact]
    public void Advance_UnhealthyDeploy_GoesBackToBuildWithTheReason()
    {
        UpToBuild();
        Set("build", TaskStage.Review, Given.Change());
        Finish("test", Given.Report());
        Finish("build", Given.Change());
        Fail("deploy", new Problem(ErrorCodes.DeployUnhealthy, "GET / answered 500"));

        Statuses().ShouldBe("done done running waiting waiting");
        _run.Stage("build").Round.ShouldBe(2);
        var spec = StageBriefs.Of(_run, Given.Pipeline.Stages[2], _tasks);
        spec.Feedback.ShouldHaveSingleItem().ShouldContain("GET / answered 500");
        _run.Stage("deploy").ToView().Attempts.ShouldBe(1, "earlier rounds stay in the totals");
    }

    [Fact]
    public void Advance_UnhealthyDeployInEveryRound_FailsInTheEnd()
    {
        UpToBuild();
        for (var round = 1; round <= Given.Pipeline.MaxRounds; round++)
        {
            _run.Status.ShouldBe(RunStatus.Running);
            Set("build", TaskStage.Review, Given.Change("c" + round));
            Finish("test", Given.Report());
            Finish("build", Given.Change("c" + round));
            Fail("deploy", new Problem(ErrorCodes.DeployUnhealthy, "GET / answered 500"));
        }

        _run.Status.ShouldBe(RunStatus.Failed);
        _run.Problem!.Hint!.ShouldContain("factory run retry run-1");
    }

    [Fact]
    public void Advance_FailedStage_FailsTheRunAndNamesIt()
    {
        Advance();
        Fail("research", new Problem(ErrorCodes.BudgetExceeded, "spent"));
        _run.Status.ShouldBe(RunStatus.Failed);
        _run.Problem!.Message.ShouldContain("research");
        _run.Problem.Hint!.ShouldContain("--budget");
    }

    [Fact]
    public void Retry_FailedRun_KeepsFinishedStages()
    {
        UpToBuild();
        Fail("build", new Problem(ErrorCodes.ModelFailed, "gone"));
        var failed = _run.Stage("build").Task!.Value;
        _tasks[failed] = _tasks[failed] with { Stage = TaskStage.Ready, Problem = null };
        _run = RunRules.Retry(_run, new Usd(9), false).Events.Single();
        Advance();
        Statuses().ShouldBe("done done running waiting waiting");
        _run.Budget.ShouldBe(new Usd(9));
        _run.Problem.ShouldBeNull();
    }

    [Fact]
    public void Retry_AllowingTheSameReviewer_AsksForTheReviewAnew()
    {
        UpToBuild();
        Set("build", TaskStage.Review, Given.Change());
        Fail("test", new Problem(ErrorCodes.ReviewerNotIndependent, "only one model"));
        var refused = _run.Stage("test").Task;
        _run = RunRules.Retry(_run, null, true).Events.Single();
        Advance();
        _run.Stage("test").Task.ShouldNotBe(refused);
        StageBriefs.Of(_run, Given.Pipeline.Stages[3], _tasks).Reviews!.AllowSameModel.ShouldBeTrue();
    }

    [Fact]
    public void Retry_RunningRun_IsRefused() => RunRules.Retry(_run, null, false).Problem!.Code.ShouldBe(ErrorCodes.MoveNotAllowed);

    [Fact]
    public void Advance_WhenAskedAgain_ChangesNothing()
    {
        UpToBuild();
        Set("build", TaskStage.Review, Given.Change());
        var before = Statuses();
        var tasks = string.Join(" ", _run.Stages.Select(s => s.Task));
        Advance();
        Advance();
        Statuses().ShouldBe(before);
        string.Join(" ", _run.Stages.Select(s => s.Task)).ShouldBe(tasks);
    }

    [Fact]
    public void Narrator_TellsEachStageOnce()
    {
        var before = _run;
        Advance();
        var told = RunNarrator.Tell(before, _run, Given.Now);
        told.ShouldHaveSingleItem().Data["stage"].ShouldBe("research");
        RunNarrator.Tell(_run, _run, Given.Now).ShouldBeEmpty();
    }

    private void UpToBuild()
    {
        Finish("research", new ResearchNote("s", [new Finding("t", "d")], [], "r"));
        Finish("prd", new Requirements("Tip", "p", [new AcceptanceCriterion(1, "works")], []));
    }

    private void Finish(string stage, Artifact artifact) => Set(stage, TaskStage.Done, artifact);

    private void Fail(string stage, Problem problem) => Set(stage, TaskStage.Failed, null, problem);

    private void Set(string stage, TaskStage to, Artifact? artifact, Problem? problem = null)
    {
        Advance();
        var definition = _run.Pipeline.Stages.First(s => s.Name == stage);
        var id = _run.Stage(stage).Task!.Value;
        var old = _tasks.GetValueOrDefault(id);
        _tasks[id] = new TaskView
        {
            Id = id,
            Spec = old?.Spec ?? StageBriefs.Of(_run, definition, _tasks),
            Stage = to,
            Assignment = Given.Assignment,
            Attempts = [new TaskAttempt(AttemptId.Parse("attempt-" + id), 1, Given.Assignment.Agent, Given.SmallModel, AttemptStatus.Succeeded, Given.Now, Given.Now, new(10, 5), default, null)],
            Artifact = artifact ?? old?.Artifact,
            Problem = problem,
            CreatedAt = Given.Now,
            UpdatedAt = Given.Now,
        };
        Advance();
    }

    private void Advance() => _run = _rules.Advance(_run, _tasks, Given.Now);

    private string Statuses() => string.Join(' ', _run.Stages.Select(s => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(s.Status.ToString())));
}
