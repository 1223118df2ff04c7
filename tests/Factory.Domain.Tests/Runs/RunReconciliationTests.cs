using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

/// <summary>How the stages of a run follow their tasks.</summary>
public class RunReconciliationTests
{
    private readonly RunWalk _walk = new();

    public static TheoryData<TaskStage> TaskStages => [.. Enum.GetValues<TaskStage>()];

    /// <summary>Every stage of a task: a new one fails here until its meaning for a run is decided.</summary>
    [Theory]
    [MemberData(nameof(TaskStages))]
    public void Advance_TaskInAnyStage_IsTheStatusOfItsStage(TaskStage stage)
    {
        var expected = stage switch
        {
            TaskStage.Backlog or TaskStage.Ready or TaskStage.InProgress or TaskStage.Delivering => StageStatus.Running,
            TaskStage.Review => StageStatus.InReview,
            TaskStage.AwaitingApproval => StageStatus.WaitingForOperator,
            TaskStage.Done => StageStatus.Done,
            TaskStage.Failed => StageStatus.Failed,
            TaskStage.Cancelled => StageStatus.Cancelled,
            _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "Decide its meaning for a run."),
        };
        _walk.UpToBuild();
        _walk.Set("build", stage, Given.Change());

        _walk.Run.Stage("build").Status.ShouldBe(expected);
        _walk.Run.Status.ShouldBe(expected switch
        {
            StageStatus.WaitingForOperator => RunStatus.WaitingForOperator,
            StageStatus.Failed or StageStatus.Cancelled => RunStatus.Failed,
            _ => RunStatus.Running,
        });
        _walk.Run.Stage("build").FinishedAt.ShouldBe(stage is TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled ? Given.Now : null);
    }

    [Fact]
    public void Advance_FinishedStage_KeepsItsFinishTime()
    {
        _walk.UpToBuild();
        _walk.Now = Given.Now.AddHours(1);
        _walk.Advance();
        _walk.Run.Stage("prd").FinishedAt.ShouldBe(Given.Now);
    }

    [Fact]
    public void Advance_OpenQuestion_WaitsForTheOperator()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.InProgress, null);
        _walk.Run.Status.ShouldBe(RunStatus.Running);
        _walk.Adjust("build", t => t with { Question = new TaskQuestion(QuestionId.Parse("question-1"), "Which currency?", Given.Now) });

        _walk.Run.Stage("build").Status.ShouldBe(StageStatus.WaitingForOperator);
        _walk.Run.Stage("build").Outcome.ShouldBe("asks: Which currency?");
        _walk.Run.Status.ShouldBe(RunStatus.WaitingForOperator);
    }

    [Fact]
    public void Advance_OpenApproval_NamesTheCommandThatAnswersIt()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.AwaitingApproval, Given.Change());
        _walk.Adjust("build", t => t with { Approval = ApprovalId.Parse("approval-7") });
        _walk.Run.Stage("build").Outcome.ShouldBe("waits for approval: factory approve approval-7");
    }

    [Fact]
    public void Advance_FinishedStages_HaveAnOutcome()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Run.Stage("build").Outcome.ShouldBeNull();
        _walk.Finish("test", Given.Report());
        _walk.Finish("build", Given.Change());
        _walk.Finish("deploy", new Deployment("local", "/", "n", 1, "c2", "http://localhost:1"));
        _walk.Run.Stages.Select(s => s.Outcome).ShouldBe(["done", "done", "merged", "passed", "deployed http://localhost:1"]);
    }

    [Fact]
    public void Advance_ReviewThatRejects_WaitsForTheNextChange()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Finish("test", Given.Report(Verdict.Reject));

        _walk.Statuses().ShouldBe("done done inReview waiting waiting", "the build has not recorded the verdict yet");
        _walk.Run.Stage("test").Outcome.ShouldBe("sent back");
    }

    /// <summary>A verdict counts for the commit that it is about, once the build has recorded it.</summary>
    [Theory]
    [InlineData(TaskStage.Ready, StageStatus.Waiting)]
    [InlineData(TaskStage.InProgress, StageStatus.Waiting)]
    [InlineData(TaskStage.Review, StageStatus.Done)]
    [InlineData(TaskStage.AwaitingApproval, StageStatus.Done)]
    [InlineData(TaskStage.Delivering, StageStatus.Done)]
    [InlineData(TaskStage.Done, StageStatus.Done)]
    public void Advance_ReviewPassed_IsDoneUnlessTheBuildIsAtWorkAgain(TaskStage build, StageStatus expected)
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Finish("test", Given.Report());
        _walk.Set("build", build, Given.Change());
        _walk.Run.Stage("test").Status.ShouldBe(expected);
    }

    [Fact]
    public void Advance_ReviewPassedAnEarlierCommit_TheNewOneIsReviewedToo()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Finish("test", Given.Report());
        var first = _walk.Run.Stage("test").Task;

        _walk.Set("build", TaskStage.Review, Given.Change("c2"));

        _walk.Run.Stage("test").Status.ShouldBe(StageStatus.Running);
        _walk.Run.Stage("test").Task.ShouldNotBe(first);
    }

    [Theory]
    [InlineData(TaskStage.Failed, "Stage 'research' failed: no reason given")]
    [InlineData(TaskStage.Cancelled, "Stage 'research' was cancelled: no reason given")]
    public void Advance_FailedStageWithoutAReason_FailsTheRun(TaskStage stage, string message)
    {
        _walk.Set("research", stage, null);
        _walk.Run.Problem.ShouldBe(new Problem(ErrorCodes.AttemptFailed, message, "Continue with: factory run retry run-1"));
        _walk.Run.FinishedAt.ShouldBe(Given.Now);
    }

    [Theory]
    [InlineData(ErrorCodes.ModelFailed, null, "Continue with: factory run retry run-1")]
    [InlineData(ErrorCodes.ModelFailed, "Look at it", "Look at it. Continue with: factory run retry run-1")]
    [InlineData(
        ErrorCodes.ReviewerNotIndependent,
        "Or: factory run retry run-1 --allow-same-reviewer",
        "Or: factory run retry run-1 --allow-same-reviewer")]
    [InlineData(ErrorCodes.BudgetExceeded, "Look at it", "Raise the cap and continue with: factory run retry run-1 --budget 10")]
    public void Advance_FailedStage_PassesOnItsCodeAndNamesTheNextStep(string code, string? hint, string expected)
    {
        _walk.Fail("research", new Problem(code, "it broke", hint));
        _walk.Run.Problem.ShouldBe(new Problem(code, "Stage 'research' failed: it broke", expected));
        _walk.Run.Stage("research").Outcome.ShouldBe("it broke");
    }

    [Fact]
    public void ToView_StagesWithCosts_SumsThemUp()
    {
        _walk.UpToBuild();
        _walk.Adjust(
            "research",
            t => t with { Attempts = [t.Attempts[0] with { Cost = new Usd(1) }, t.Attempts[0] with { Cost = new Usd(0.5m) }] });
        _walk.Adjust("prd", t => t with { Attempts = [t.Attempts[0] with { Cost = new Usd(2) }] });

        var view = _walk.Run.ToView();
        view.Cost.ShouldBe(new Usd(3.5m));
        view.Stages[0].Cost.ShouldBe(new Usd(1.5m));
        view.Stages[0].Usage.ShouldBe(new TokenUsage(20, 10));
    }

    [Theory]
    [InlineData(RunStatus.Running, false)]
    [InlineData(RunStatus.WaitingForOperator, false)]
    [InlineData(RunStatus.Succeeded, true)]
    [InlineData(RunStatus.Failed, true)]
    [InlineData(RunStatus.Cancelled, true)]
    public void IsFinished_AnyStatus_OnlyWhenTheRunHasEnded(RunStatus status, bool finished)
    {
        var run = _walk.Run with { Status = status };
        run.IsFinished().ShouldBe(finished);
        _walk.Run = run;
        _walk.Advance();
        _walk.Run.Equals(run).ShouldBe(finished, "a run that has ended is not reconciled");
    }

    [Fact]
    public void Stage_UnknownName_Throws() => Should.Throw<InvalidOperationException>(() => _walk.Run.Stage("nothing"));
}
