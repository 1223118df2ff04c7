using Factory.Contracts.Approvals;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
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
