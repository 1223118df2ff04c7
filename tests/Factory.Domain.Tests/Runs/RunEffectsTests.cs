using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Reviews;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

/// <summary>Which calls a run makes before and after its commit.</summary>
public class RunEffectsTests
{
    private readonly RunWalk _walk = new();

    public static TheoryData<TaskStage> TaskStages => [.. Enum.GetValues<TaskStage>()];

    /// <summary>
    /// After the reset no run refers to the task. What is at work would go on and spend for nobody; what has ended needs
    /// nothing.
    /// </summary>
    [Theory]
    [MemberData(nameof(TaskStages))]
    public void BeforeCommit_ResetStage_CancelsItsTaskUnlessItHasEnded(TaskStage stage)
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.InProgress, null);
        var task = _walk.Run.Stage("build").Task!.Value;
        _walk.Tasks[task] = _walk.Tasks[task] with { Stage = stage };

        var effects = RunEffects.BeforeCommit(_walk.Run, [new StageReset("build")], _walk.Tasks);

        effects.ShouldBe(stage is TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled
            ? []
            : [new CancelTaskEffect(task, "the stage 'build' is repeated")]);
    }

    [Fact]
    public void BeforeCommit_ResetStageWithoutATask_NeedsNothing() =>
        RunEffects.BeforeCommit(_walk.Run, [new StageReset("build")], _walk.Tasks).ShouldBeEmpty();

    [Fact]
    public void BeforeCommit_NewBudget_IsSetBeforeAnyTaskSpends() =>
        RunEffects.BeforeCommit(_walk.Run, [new RunBudgetChanged(new Usd(9))], _walk.Tasks).ShouldBe([new SetBudgetEffect(new Usd(9))]);

    /// <summary>Cap that the run already has: the operator may have set another on the budget itself since.</summary>
    [Theory]
    [InlineData(null, false)]
    [InlineData(5, true)]
    [InlineData(9, true)]
    public void Retry_Budget_IsSetWhenOneIsGiven(int? budget, bool isSet)
    {
        _walk.Fail("research", new Problem(ErrorCodes.BudgetExceeded, "spent"));
        var decision = _walk.Decide(new RetryRun(budget is { } cap ? new Usd(cap) : null, false, _walk.Tasks));

        RunEffects.BeforeCommit(_walk.Run, decision.Events, _walk.Tasks)
            .ShouldBe(isSet ? [new SetBudgetEffect(new Usd(budget!.Value))] : []);
    }

    [Fact]
    public void For_CommittedRound_OpensItsTaskUntilItIsThere()
    {
        _walk.Advance();
        var effect = RunEffects.For(_walk.Run, _walk.Tasks).ShouldHaveSingleItem().ShouldBeOfType<OpenTaskEffect>();
        effect.Task.ShouldBe(_walk.Run.Stage("research").Task!.Value);
        effect.Spec.RunStartedAt.ShouldBe(_walk.Run.CreatedAt, "tasks of older runs come first");

        _walk.Set("research", TaskStage.Ready, null);
        RunEffects.For(_walk.Run, _walk.Tasks).ShouldBeEmpty();
    }

    /// <summary>A verdict counts for the commit that it is about and while its subject waits for it.</summary>
    [Theory]
    [InlineData("c1", TaskStage.Review, true)]
    [InlineData("c2", TaskStage.Review, false)]
    [InlineData("c1", TaskStage.Ready, false)]
    [InlineData("c1", TaskStage.Delivering, false)]
    public void For_FinishedReview_IsRecordedForItsOwnCommitOnly(string commit, TaskStage stage, bool isRecorded)
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Finish("test", Given.Report(Verdict.Reject));
        var build = _walk.Run.Stage("build").Task!.Value;
        _walk.Tasks[build] = _walk.Tasks[build] with { Stage = stage, Artifact = Given.Change(commit) };

        var recorded = RunEffects.For(_walk.Run, _walk.Tasks).OfType<RecordReviewEffect>().ToList();

        recorded.Select(e => (e.Reviewed.Id, e.ReviewTask, e.Report.Verdict))
            .ShouldBe(isRecorded ? [(build, _walk.Run.Stage("test").Task!.Value, Verdict.Reject)] : []);
    }

    [Theory]
    [InlineData(RunStatus.Succeeded)]
    [InlineData(RunStatus.Failed)]
    public void For_EndedRun_LeavesItsTasksAlone(RunStatus status)
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.InProgress, null);

        RunEffects.For(_walk.Run with { Status = status }, _walk.Tasks).ShouldBeEmpty();
    }
}
