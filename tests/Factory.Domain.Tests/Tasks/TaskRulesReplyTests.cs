using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

/// <summary>Results that arrive late, twice, or about something that is over.</summary>
public class TaskRulesReplyTests
{
    private static readonly AttemptId Other = AttemptId.Parse("attempt-9");

    /// <summary>Commands that took effect before, or are about another attempt or approval.</summary>
    public static TheoryData<string, TaskState, TaskCommand> RepeatedOrForeign => new()
    {
        { "cancelled twice", In(TaskStage.Cancelled), new CancelTask("enough") },
        { "another attempt ended", In(TaskStage.InProgress), new EndAttempt(Ended(AttemptStatus.Succeeded, Other)) },
        { "the attempt still runs", In(TaskStage.InProgress), new EndAttempt(Ended(AttemptStatus.Running)) },
        {
            "another approval was decided",
            In(TaskStage.AwaitingApproval) with { Approval = ApprovalId.Parse("approval-9") },
            new RecordApproval(ApprovalOf(In(TaskStage.AwaitingApproval), ApprovalStatus.Approved))
        },
        {
            "the approval is still open",
            In(TaskStage.AwaitingApproval),
            new RecordApproval(ApprovalOf(In(TaskStage.AwaitingApproval), ApprovalStatus.Pending))
        },
        { "promoted again: waits for an agent", In(TaskStage.Ready), new PromoteTask() },
        { "promoted again: at work", In(TaskStage.InProgress), new PromoteTask() },
        { "retried again: waits for an agent", In(TaskStage.Ready), new RetryTask() },
        { "retried again: at work", In(TaskStage.InProgress), new RetryTask() },
        { "retried again: in review", In(TaskStage.Review), new RetryTask() },
        { "retried again: asks again", In(TaskStage.AwaitingApproval), new RetryTask() },
        { "retried again: delivers again", In(TaskStage.Delivering), new RetryTask() },
        { "delivered twice", In(TaskStage.Done), new RecordDelivery(new DeliveryOutcome("c2", null, null, null)) },
    };

    [Theory]
    [MemberData(nameof(RepeatedOrForeign))]
    public void Decide_RepeatedOrForeignCommand_ChangesNothing(string name, TaskState task, TaskCommand command) =>
        Decide(task, command).ShouldBe(Decision<TaskEvent>.Unchanged, name);

    [Theory]
    [InlineData(AttemptStatus.Failed, true)]
    [InlineData(AttemptStatus.Succeeded, true)]
    [InlineData(AttemptStatus.Lost, false)]
    public void EndAttempt_WithoutAResult_CountsUnlessTheSiloLostIt(AttemptStatus status, bool counts)
    {
        var moved = Decide(In(TaskStage.InProgress) with { FailedAttempts = 2 }, new EndAttempt(Ended(status) with { Result = null }))
            .Events.OfType<TaskTransitioned>()
            .Single();
        moved.To.ShouldBe(counts ? TaskStage.Failed : TaskStage.Ready);
        moved.Problem?.Code.ShouldBe(ErrorCodes.AttemptFailed);
    }

    [Theory]
    [InlineData(TaskStage.Done)]
    [InlineData(TaskStage.Failed)]
    [InlineData(TaskStage.Cancelled)]
    public void Promote_TaskThatHasEnded_IsRejected(TaskStage stage) =>
        Decide(In(stage), new PromoteTask()).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);

    [Theory]
    [InlineData(TaskStage.Backlog)]
    [InlineData(TaskStage.Done)]
    public void Retry_TaskThatNeverFailed_IsRejected(TaskStage stage) =>
        Decide(In(stage), new RetryTask()).Problem!.Code.ShouldBe(ErrorCodes.TransitionNotAllowed);

    [Fact]
    public void EndAttempt_SuccessesWithoutAnArtifact_UseUpTheAllowanceAsFailedAttempts()
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(maxAttempts: 2), Given.Now);
        for (var number = 1; number <= 2; number++)
        {
            task = Apply(task, new AssignAttempt(Given.Assignment));
            var ended = Ended(AttemptStatus.Succeeded, task.ActiveAttempt);
            task = Apply(task, new EndAttempt(ended with { Result = ended.Result! with { Artifact = null } }));
        }

        task.Stage.ShouldBe(TaskStage.Failed);
        task.Attempts.ShouldAllBe(a => a.Status == AttemptStatus.Failed && a.Problem!.Code == ErrorCodes.AttemptFailed);
    }

    [Fact]
    public void EndAttempt_AfterTheTaskWasCancelled_RecordsItsCostAndMovesNothing()
    {
        var task = Apply(In(TaskStage.InProgress), new CancelTask("enough"));
        var ended = Ended(AttemptStatus.Cancelled);
        var report = new EndAttempt(ended with { Progress = ended.Progress with { Cost = new(0.25m) } });

        task = Apply(task, report);

        task.Stage.ShouldBe(TaskStage.Cancelled);
        task.ToView().Cost().Amount.ShouldBe(0.25m);
        Decide(task, report).ShouldBe(Decision<TaskEvent>.Unchanged, "an end is recorded once");
    }

    [Fact]
    public void EndAttempt_FailureAfterCancellationAndRetry_DoesNotCountAgainstTheNewAllowance()
    {
        var task = Apply(Apply(In(TaskStage.InProgress), new CancelTask("enough")), new RetryTask());

        task = Apply(task, new EndAttempt(Ended(AttemptStatus.Failed, problem: new Problem(ErrorCodes.ModelFailed, "went away"))));

        (task.Stage, task.FailedAttempts).ShouldBe((TaskStage.Ready, 0));
    }

    /// <summary>Each commit is judged once, so the loop ends here, with what the builder says.</summary>
    [Theory]
    [InlineData("c1", TaskStage.Failed)]
    [InlineData("c2", TaskStage.Review)]
    public void EndAttempt_AfterARejection_EndsTheLoopWhenTheBuilderChangesNothing(string commit, TaskStage expected)
    {
        var task = Apply(In(TaskStage.Review), new RecordReview(TaskId.Parse("task-9"), Given.Report(Verdict.Reject)));
        task = Apply(task, new AssignAttempt(Given.Assignment));
        task = task with { Attempts = [.. task.Attempts.SkipLast(1), task.Attempts[^1] with { Id = Other }], ActiveAttempt = Other };
        var ended = Ended(AttemptStatus.Succeeded, Other);
        var change = Given.Change(commit) with { Summary = "It already rounds half up" };

        task = Apply(task, new EndAttempt(ended with { Result = ended.Result! with { Artifact = change } }));

        task.Stage.ShouldBe(expected);
        task.Problem?.Code.ShouldBe(ErrorCodes.ChangeEmpty);
        (task.Problem?.Message ?? change.Summary).ShouldContain("It already rounds half up");
    }

    [Fact]
    public void EndAttempt_ResultWithoutReview_IsDeliveredAtOnce() =>
        Apply(In(TaskStage.InProgress) with { Spec = Given.Spec(action: Given.Merge) }, new EndAttempt(Ended(AttemptStatus.Succeeded)))
            .Stage.ShouldBe(TaskStage.Delivering);

    [Fact]
    public void EndAttempt_ResultWithoutAnAction_IsDone() =>
        Apply(In(TaskStage.InProgress) with { Spec = Given.Spec() }, new EndAttempt(Ended(AttemptStatus.Succeeded)))
            .Stage.ShouldBe(TaskStage.Done);

    [Theory]
    [InlineData(ApprovalStatus.Expired, null, "it was not decided in time")]
    [InlineData(ApprovalStatus.Rejected, null, "rejected by operator")]
    [InlineData(ApprovalStatus.Rejected, "too early", "rejected by operator: too early")]
    public void RecordApproval_NotGiven_FailsWithTheReason(ApprovalStatus status, string? comment, string reason)
    {
        var task = Apply(
            In(TaskStage.AwaitingApproval),
            new RecordApproval(ApprovalOf(In(TaskStage.AwaitingApproval), status) with { Comment = comment }));
        task.Stage.ShouldBe(TaskStage.Failed);
        task.Problem.ShouldBe(new Problem(
            ErrorCodes.ApprovalRejected,
            $"'Merge' was not approved: {reason}.",
            "Ask again with: factory task retry task-1"));
    }

    /// <summary>The builder continues from its commit with the operator's words; the same commit again ends the loop.</summary>
    [Fact]
    public void RecordApproval_ChangesRequested_GoesBackToTheBuilderWithTheReason()
    {
        var approval = ApprovalOf(In(TaskStage.AwaitingApproval), ApprovalStatus.ChangesRequested) with { Comment = "round to 5 cents" };
        var task = Apply(In(TaskStage.AwaitingApproval), new RecordApproval(approval));

        (task.Stage, task.StartCommit, task.RejectedCommit, task.Approval).ShouldBe((TaskStage.Ready, "c1", "c1", null));
        task.Feedback.ShouldBe(["The operator asks for changes: round to 5 cents"]);
        task.Attempts[^1].Verdict.ShouldBe(AttemptVerdict.Rejected);
        (task.FailedAttempts, task.Rejections).ShouldBe((0, 0), "the operator's wish uses up no round");
    }

    /// <summary>One agent may have forgotten to write; what a second one finds as well is so.</summary>
    [Theory]
    [InlineData(ErrorCodes.ChangeEmpty, ErrorCodes.ChangeEmpty, TaskStage.Failed)]
    [InlineData(ErrorCodes.ModelFailed, ErrorCodes.ChangeEmpty, TaskStage.Ready)]
    [InlineData(ErrorCodes.ChangeEmpty, ErrorCodes.ModelFailed, TaskStage.Ready)]
    public void EndAttempt_NothingToChange_EndsTheLoopTheSecondTime(string first, string second, TaskStage expected)
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(maxAttempts: 9), Given.Now);
        var rules = new TaskRules(new StaticConfigSource(Given.Config()), new SequentialIdGenerator());
        void Do(TaskCommand command) =>
            task = rules.Decide(task, command, Given.Now).Events.Aggregate(task, (t, e) => t.Apply(e, Given.Now));
        foreach (var code in new[] { first, second })
        {
            Do(new AssignAttempt(Given.Assignment));
            Do(new EndAttempt(Ended(AttemptStatus.Failed, task.ActiveAttempt, new Problem(code, "It wrote: all is there"))));
        }

        task.Stage.ShouldBe(expected);
        (task.Problem?.Message ?? "It wrote: all is there").ShouldBe("It wrote: all is there");
    }

    [Theory]
    [InlineData(null, "merged")]
    [InlineData("http://localhost:1", "deployed: http://localhost:1")]
    public void RecordDelivery_Succeeded_NamesTheResult(string? url, string reason) =>
        Decide(In(TaskStage.Delivering), new RecordDelivery(new DeliveryOutcome("c2", url, null, null)))
            .Events.OfType<TaskTransitioned>()
            .Single()
            .Reason.ShouldBe(reason);

    [Fact]
    public void RecordDelivery_Deployment_AddsCommitUrlAndVersion()
    {
        var task = In(TaskStage.Delivering) with { Artifact = new Deployment("local", "/", "notes") };
        Apply(task, new RecordDelivery(new DeliveryOutcome("c2", "http://localhost:1", 4, null))).Artifact
            .ShouldBe(new Deployment("local", "/", "notes", 4, "c2", "http://localhost:1"));
    }

    [Theory]
    [InlineData(ErrorCodes.MergeConflict, 0, TaskStage.Ready)]
    [InlineData(ErrorCodes.MergeConflict, 1, TaskStage.Ready)]
    [InlineData(ErrorCodes.MergeConflict, 2, TaskStage.Failed)]
    [InlineData(ErrorCodes.DeployUnhealthy, 0, TaskStage.Failed)]
    public void RecordDelivery_Failed_OnlyAConflictGoesBackToTheBuilderWhileRoundsAreLeft(string code, int rejections, TaskStage expected)
    {
        var task = In(TaskStage.Delivering) with { Rejections = rejections };
        task = Apply(task, new RecordDelivery(DeliveryOutcome.Failed(new Problem(code, "it did not work"))));
        task.Stage.ShouldBe(expected);
        task.Problem?.Code.ShouldBe(code);
        task.Rejections.ShouldBe(
            rejections + (expected == TaskStage.Ready ? 1 : 0),
            "a conflict uses up a round, or it could go on forever");
    }

    /// <summary>From its own commit the builder would run into the same conflict again.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void RecordDelivery_Conflict_NextAttemptStartsFromTheBranchAndIsToldWhy(int rejections)
    {
        var task = In(TaskStage.Delivering) with { Rejections = rejections };
        task = Apply(task, new RecordDelivery(DeliveryOutcome.Failed(new Problem(ErrorCodes.MergeConflict, "a.txt conflicts."))));
        task = task.Stage == TaskStage.Failed ? Apply(task, new RetryTask()) : task;
        task = Apply(task, new AssignAttempt(Given.Assignment));

        var request = TaskEffects.For(task, Given.Policy()).ShouldBeOfType<AttemptEffect>().Request;
        request.StartCommit.ShouldBeNull();
        request.Feedback.ShouldHaveSingleItem().ShouldBe(
            "a.txt conflicts. The branch has moved. You start from its present commit, without the earlier change: make the change "
            + "again upon what is there now. Your earlier change is commit c1.");
    }

    [Theory]
    [InlineData(ErrorCodes.MergeConflict, TaskStage.Ready)]
    [InlineData(ErrorCodes.DeployFailed, TaskStage.Delivering)]
    public void Retry_AfterAFailedDelivery_RepeatsTheDelivery_ExceptAfterAConflict(string code, TaskStage expected)
    {
        var task = Apply(
            In(TaskStage.Delivering) with { Rejections = 2 },
            new RecordDelivery(DeliveryOutcome.Failed(new Problem(code, "it did not work"))));
        Apply(task, new RetryTask()).Stage.ShouldBe(expected);
    }

    [Fact]
    public void Ask_AttemptThatIsNotAtWork_IsRejected()
    {
        Decide(In(TaskStage.InProgress), new AskOperator(Other, "Which?")).Problem!.Message.ShouldContain("only the attempt at work");
        Decide(In(TaskStage.InProgress), new AskOperator(Attempt, "Which?")).Events.Single()
            .ShouldBe(new QuestionAsked(new TaskQuestion(QuestionId.Parse("question-1"), "Which?", Given.Now)));
    }

    [Theory]
    [InlineData("Euro", false)]
    [InlineData("Dollar", true)]
    public void Answer_WithoutAnOpenQuestion_IsRejectedUnlessItIsTheSameAgain(string answer, bool isRejected)
    {
        var task = In(TaskStage.InProgress) with
        {
            Questions = [new TaskQuestion(QuestionId.Parse("question-1"), "Which currency?", Given.Now, "Euro")]
        };
        var decision = Decide(task, new AnswerQuestion(answer));
        decision.Events.ShouldBeEmpty();
        decision.Problem?.Code.ShouldBe(ErrorCodes.QuestionAlreadyAnswered);
        (decision.Problem is not null).ShouldBe(isRejected);
    }
}
