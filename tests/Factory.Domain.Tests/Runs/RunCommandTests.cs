using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

/// <summary>The operator's commands of a run, and every command in every status.</summary>
public class RunCommandTests
{
    private readonly RunWalk _walk = new();

    [Fact]
    public void Retry_FailedRun_KeepsFinishedStages()
    {
        _walk.UpToBuild();
        _walk.Fail("build", new Problem(ErrorCodes.ModelFailed, "gone"));
        var failed = _walk.Run.Stage("build").Task!.Value;
        _walk.Tasks[failed] = _walk.Tasks[failed] with { Stage = TaskStage.Ready, Problem = null, Revision = 2, StageRevision = 2 };
        _walk.Do(new RetryRun(new Usd(9), false, _walk.Tasks));
        _walk.Run.Stage("build").Task.ShouldBe(failed, "the task itself is retried");
        _walk.Advance();
        _walk.Statuses().ShouldBe("done done running waiting waiting");
        _walk.Run.Budget.ShouldBe(new Usd(9));
        _walk.Run.Problem.ShouldBeNull();
    }

    [Fact]
    public void Retry_AllowingTheSameReviewer_OpensANewReviewTask()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Fail("test", new Problem(ErrorCodes.ReviewerNotIndependent, "only one model"));
        var refused = _walk.Run.Stage("test").Task;
        _walk.Do(new RetryRun(null, true, _walk.Tasks));
        _walk.Advance();
        _walk.Run.Stage("test").Task.ShouldNotBe(refused);
        StageTaskFactory.Create(_walk.Run, Given.Pipeline.Stages[3], _walk.Tasks).ReviewSubject!.AllowSameModel.ShouldBeTrue();
    }

    /// <summary>
    /// Only a new permission requires a new task, and only of a review: the old task holds the old permission.
    /// </summary>
    [Theory]
    [InlineData("test", false, true, true)]
    [InlineData("test", false, false, false)]
    [InlineData("test", true, true, false)]
    [InlineData("test", true, false, false)]
    [InlineData("build", false, true, false)]
    public void Retry_FailedStage_KeepsItsTaskUnlessAReviewIsNewlyAllowed(string stage, bool before, bool now, bool isNewTask)
    {
        _walk.Run = _walk.Run with { AllowSameReviewer = before };
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Fail(stage, new Problem(ErrorCodes.ModelFailed, "gone"));

        _walk.Do(new RetryRun(null, now, _walk.Tasks));

        var retried = _walk.Run;
        retried.Stage(stage).Task.HasValue.ShouldBe(!isNewTask);
        retried.Stage(stage).Status.ShouldBe(isNewTask ? StageStatus.Waiting : StageStatus.Running);
        retried.AllowSameReviewer.ShouldBe(before || now);
        retried.Budget.ShouldBe(new Usd(5), "no new cap was given");
        retried.FinishedAt.ShouldBeNull();
    }

    /// <summary>A repeated command succeeds; one that asks for something else says that it had no effect.</summary>
    [Theory]
    [InlineData(null, false, true)]
    [InlineData(5, false, true)]
    [InlineData(6, false, false)]
    [InlineData(null, true, false)]
    public void Retry_RunUnderWay_IsAcceptedWhenItAsksForNothingNew(int? budget, bool allowSameReviewer, bool isAccepted)
    {
        _walk.UpToBuild();
        var decision = _walk.Decide(new RetryRun(budget is { } cap ? new Usd(cap) : null, allowSameReviewer, _walk.Tasks));
        decision.Events.ShouldBeEmpty();
        (decision.Problem is null).ShouldBe(isAccepted);
    }

    /// <summary>The run is committed first; until its task has changed, the task's old failure says nothing.</summary>
    [Theory]
    [InlineData(TaskStage.Failed)]
    [InlineData(TaskStage.Cancelled)]
    public void Retry_TaskNotRetriedYet_IsRetriedByTheNextReconciliation(TaskStage stage)
    {
        _walk.UpToBuild();
        _walk.Set("build", stage, null, new Problem(ErrorCodes.ModelFailed, "gone"));
        var task = _walk.Run.Stage("build").Task!.Value;
        _walk.Do(new RetryRun(null, false, _walk.Tasks));

        _walk.Advance();

        _walk.Run.Stage("build").Status.ShouldBe(StageStatus.Running);
        RunEffects.For(_walk.Run, _walk.Tasks).ShouldBe([new RetryTaskEffect(task)]);
        _walk.Adjust("build", t => t with { Stage = TaskStage.Ready, Problem = null });
        RunEffects.For(_walk.Run, _walk.Tasks).ShouldBeEmpty("it was retried");
        _walk.Fail("build", new Problem(ErrorCodes.ModelFailed, "gone again"));
        _walk.Run.Status.ShouldBe(RunStatus.Failed, "the retried task failed again");
    }

    /// <summary>What a stopped attempt cost is recorded when it ends, also between the retry and the reconciliation.</summary>
    [Theory]
    [InlineData(TaskStage.Failed)]
    [InlineData(TaskStage.Cancelled)]
    public void Retry_StoppedAttemptEndsMeanwhile_IsNotLost(TaskStage stage)
    {
        _walk.UpToBuild();
        _walk.Set("build", stage, null, new Problem(ErrorCodes.Cancelled, "enough"));
        var task = _walk.Run.Stage("build").Task!.Value;
        _walk.Do(new RetryRun(null, false, _walk.Tasks));
        _walk.Tasks[task] = _walk.Tasks[task] with { Revision = _walk.Tasks[task].Revision + 1 };

        _walk.Advance();

        _walk.Run.Status.ShouldBe(RunStatus.Running);
        RunEffects.For(_walk.Run, _walk.Tasks).ShouldBe([new RetryTaskEffect(task)]);
    }

    /// <summary>A run that has failed reads no tasks: another stage's task can fail meanwhile.</summary>
    [Fact]
    public void Retry_AnotherTaskFailedAfterTheRunHad_RetriesBoth()
    {
        _walk.UpToBuild();
        _walk.Set("build", TaskStage.Review, Given.Change());
        _walk.Fail("test", new Problem(ErrorCodes.ModelFailed, "gone"));
        var build = _walk.Run.Stage("build").Task!.Value;
        _walk.Tasks[build] = _walk.Tasks[build] with { Stage = TaskStage.Cancelled, Revision = 9, StageRevision = 9 };

        _walk.Do(new RetryRun(null, false, _walk.Tasks));
        _walk.Advance();

        _walk.Run.Status.ShouldBe(RunStatus.Running);
        RunEffects.For(_walk.Run, _walk.Tasks).OfType<RetryTaskEffect>().Select(e => e.Task)
            .ShouldBe([build, _walk.Run.Stage("test").Task!.Value]);
    }

    [Theory]
    [InlineData(TaskStage.Ready, true)]
    [InlineData(TaskStage.InProgress, true)]
    [InlineData(TaskStage.Review, true)]
    [InlineData(TaskStage.AwaitingApproval, true)]
    [InlineData(TaskStage.Delivering, true)]
    [InlineData(TaskStage.Done, false)]
    [InlineData(TaskStage.Failed, false)]
    [InlineData(TaskStage.Cancelled, false)]
    public void Cancel_TaskInAnyStage_IsCancelledUntilItHasEnded(TaskStage stage, bool isCancelled)
    {
        _walk.UpToBuild();
        var task = _walk.Run.Stage("build").Task!.Value;
        _walk.Do(new CancelRun("enough"));
        _walk.Tasks[task] = _walk.Tasks.First().Value with { Id = task, Stage = stage };

        RunEffects.For(_walk.Run, _walk.Tasks).ShouldBe(isCancelled ? [new CancelTaskEffect(task, "enough")] : []);
    }

    /// <summary>Every command in every status: a new status or command fails here until it is decided.</summary>
    public static TheoryData<RunStatus, string> EveryPair()
    {
        var data = new TheoryData<RunStatus, string>();
        foreach (var status in Enum.GetValues<RunStatus>())
        {
            foreach (var type in typeof(RunCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunCommand))))
            {
                data.Add(status, type.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Decide_AnyCommandInAnyStatus_MovesAsTheTableAllowsOrRejects(RunStatus status, string command)
    {
        _walk.Run = _walk.Run with { Status = status };

        var decision = _walk.Decide(CommandOf(command));

        decision.Events.OfType<RunTransitioned>().ShouldAllBe(e => RunTransitions.IsAllowed(_walk.Run, e));
        var result = decision.Problem?.Code ?? decision.Events.OfType<RunTransitioned>().SingleOrDefault()?.To.ToString() ?? "";
        result.ShouldBe(Expected(status, command));
    }

    [Theory]
    [InlineData(StageStatus.Waiting, false)]
    [InlineData(StageStatus.Running, true)]
    [InlineData(StageStatus.InReview, true)]
    [InlineData(StageStatus.WaitingForOperator, true)]
    [InlineData(StageStatus.Done, false)]
    public void Cancel_AnyStageOfARunUnderWay_StopsWhatIsActiveAndLeavesTheRest(StageStatus status, bool isStopped)
    {
        var stage = new StageState("build") { Status = status };
        _walk.Run = _walk.With(stage);

        _walk.Do(new CancelRun("enough"));

        _walk.Run.Stage("build")
            .ShouldBe(isStopped ? stage with { Status = StageStatus.Cancelled, Outcome = "cancelled", FinishedAt = Given.Now } : stage);
    }

    [Fact]
    public void Cancel_RunUnderWay_EndsItWithTheReasonAndTheWayBack()
    {
        _walk.Do(new CancelRun("enough"));

        _walk.Run.Status.ShouldBe(RunStatus.Cancelled);
        _walk.Run.FinishedAt.ShouldBe(Given.Now);
        _walk.Run.Problem.ShouldBe(new Problem(ErrorCodes.Cancelled, "enough", "Continue with: factory run retry run-1"));
    }

    private RunCommand CommandOf(string name) => name switch
    {
        nameof(AdvanceRun) => new AdvanceRun(_walk.Tasks),
        nameof(CancelRun) => new CancelRun("enough"),
        nameof(RetryRun) => new RetryRun(null, false, _walk.Tasks),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A new command: decide it for every status here."),
    };

    private static string Expected(RunStatus status, string command) => (status, command) switch
    {
        (RunStatus.Running, nameof(AdvanceRun)) => "",
        (RunStatus.WaitingForOperator, nameof(AdvanceRun)) => nameof(RunStatus.Running),
        (RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled, nameof(AdvanceRun)) => "",
        (RunStatus.Running or RunStatus.WaitingForOperator, nameof(CancelRun)) => nameof(RunStatus.Cancelled),
        (RunStatus.Succeeded or RunStatus.Failed, nameof(CancelRun)) => ErrorCodes.TransitionNotAllowed,
        (RunStatus.Cancelled, nameof(CancelRun)) => "",
        (RunStatus.Running or RunStatus.WaitingForOperator, nameof(RetryRun)) => "",
        (RunStatus.Succeeded, nameof(RetryRun)) => ErrorCodes.TransitionNotAllowed,
        (RunStatus.Failed or RunStatus.Cancelled, nameof(RetryRun)) => nameof(RunStatus.Running),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Decide it for every command here."),
    };
}
