using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

/// <summary>What the operator can tell a run: to go on, and to stop.</summary>
public class RunCommandTests
{
    private readonly RunWalk _walk = new();

    [Fact]
    public void Retry_FailedRun_KeepsFinishedStages()
    {
        _walk.UpToBuild();
        _walk.Fail("build", new Problem(ErrorCodes.ModelFailed, "gone"));
        var failed = _walk.Run.Stage("build").Task!.Value;
        _walk.Tasks[failed] = _walk.Tasks[failed] with { Stage = TaskStage.Ready, Problem = null };
        _walk.Run = RunRules.Retry(_walk.Run, new Usd(9), false).Events.Single();
        _walk.Run.Stage("build").Task.ShouldBe(failed, "the task is retried, not opened anew");
        _walk.Advance();
        _walk.Statuses().ShouldBe("done done running waiting waiting");
        _walk.Run.Budget.ShouldBe(new Usd(9));
        _walk.Run.Problem.ShouldBeNull();
    }

    [Fact]
    public void Retry_AllowingTheSameReviewer_AsksForTheReviewAnew()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Fail("test", new Problem(ErrorCodes.ReviewerNotIndependent, "only one model"));
        var refused = _walk.Run.Stage("test").Task;
        _walk.Run = RunRules.Retry(_walk.Run, null, true).Events.Single();
        _walk.Advance();
        _walk.Run.Stage("test").Task.ShouldNotBe(refused);
        StageTaskFactory.Create(_walk.Run, Given.Pipeline.Stages[3], _walk.Tasks).ReviewSubject!.AllowSameModel.ShouldBeTrue();
    }

    [Fact]
    public void Retry_RunningRun_IsRefused() => RunRules.Retry(_walk.Run, null, false).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);

    /// <summary>Only a permission that is new makes a task useless, and only a review's: it holds the old one.</summary>
    [Theory]
    [InlineData("test", false, true, true)]
    [InlineData("test", false, false, false)]
    [InlineData("test", true, true, false)]
    [InlineData("test", true, false, false)]
    [InlineData("build", false, true, false)]
    public void Retry_FailedStage_KeepsItsTaskUnlessAReviewIsNewlyAllowed(string stage, bool before, bool now, bool anew)
    {
        _walk.Run = _walk.Run with { AllowSameReviewer = before };
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Fail(stage, new Problem(ErrorCodes.ModelFailed, "gone"));

        var retried = RunRules.Retry(_walk.Run, null, now).Events.Single();

        retried.Stage(stage).Task.HasValue.ShouldBe(!anew);
        retried.Stage(stage).Status.ShouldBe(anew ? StageStatus.Waiting : StageStatus.Running);
        retried.AllowSameReviewer.ShouldBe(before || now);
        retried.Budget.ShouldBe(new Usd(5), "no new cap was given");
        retried.FinishedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(RunStatus.Running, false)]
    [InlineData(RunStatus.WaitingForOperator, false)]
    [InlineData(RunStatus.Succeeded, false)]
    [InlineData(RunStatus.Failed, true)]
    [InlineData(RunStatus.Cancelled, true)]
    public void Retry_AnyStatus_OnlyWhereItStopped(RunStatus status, bool allowed) =>
        (RunRules.Retry(_walk.Run with { Status = status }, null, false).Problem is null).ShouldBe(allowed);

    [Theory]
    [InlineData(StageStatus.Waiting, false)]
    [InlineData(StageStatus.Running, true)]
    [InlineData(StageStatus.InReview, true)]
    [InlineData(StageStatus.WaitingForOperator, true)]
    [InlineData(StageStatus.Done, false)]
    [InlineData(StageStatus.Failed, true)]
    [InlineData(StageStatus.Cancelled, true)]
    public void Cancel_AnyStage_StopsWhatIsUnderWayAndLeavesTheRest(StageStatus status, bool stopped)
    {
        var stage = new StageState("build") { Status = status };

        var cancelled = RunRules.Cancel(_walk.Run.With(stage), "enough", Given.Now).Events.Single();

        cancelled.Stage("build").ShouldBe(stopped ? stage with { Status = StageStatus.Cancelled, Outcome = "cancelled", FinishedAt = Given.Now } : stage);
        cancelled.Status.ShouldBe(RunStatus.Cancelled);
        cancelled.FinishedAt.ShouldBe(Given.Now);
        cancelled.Problem.ShouldBe(new Problem(ErrorCodes.Cancelled, "enough", "Go on with: factory run retry run-1"));
    }

    [Theory]
    [InlineData(RunStatus.Succeeded)]
    [InlineData(RunStatus.Failed)]
    public void Cancel_EndedRun_IsRefused(RunStatus status) =>
        RunRules.Cancel(_walk.Run with { Status = status }, "enough", Given.Now).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);

    [Fact]
    public void Cancel_Twice_ChangesNothing() =>
        RunRules.Cancel(_walk.Run with { Status = RunStatus.Cancelled }, "enough", Given.Now).ShouldBe(Decision<RunState>.Unchanged);
}
