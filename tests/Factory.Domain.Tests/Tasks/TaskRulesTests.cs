using Factory.Contracts.Approvals;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Attempts;
using Factory.Contracts.Deployments;
using Factory.Contracts.Errors;
using Factory.Contracts.Evidence;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

public class TaskRulesTests
{
    /// <summary>
    /// Every stage with every command: table and rules must agree, and a new stage or command fails here until it is
    /// decided.
    /// </summary>
    public static TheoryData<TaskStage, string> EveryPair()
    {
        var data = new TheoryData<TaskStage, string>();
        foreach (var stage in Enum.GetValues<TaskStage>())
        {
            foreach (var type in typeof(TaskCommand).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TaskCommand))))
            {
                data.Add(stage, type.Name);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Decide_AnyStageAnyCommand_MovesAsTheTableAllowsOrRejects(TaskStage stage, string command)
    {
        var task = In(stage);
        var decision = Decide(task, CommandOf(command, task));

        foreach (var move in decision.Events.OfType<TaskTransitioned>())
        {
            TaskTransitions.Table.ShouldContainKey((stage, move.Trigger));
            TaskTransitions.Table[(stage, move.Trigger)].ShouldContain(move.To);
        }

        if (decision.Problem is not null)
        {
            decision.Events.ShouldBeEmpty();
            decision.Problem.Hint.ShouldNotBeNullOrEmpty();
        }

        var expected = Expected(stage, command);
        (decision.Problem is null && decision.Events.OfType<TaskTransitioned>().LastOrDefault()?.To is { } to
            ? to
            : (TaskStage?)null).ShouldBe(expected);
    }

    [Fact]
    public void Table_AnyStageButDone_HasATransition() =>
        Enum.GetValues<TaskStage>().Where(s => TaskTransitions.Table.Keys.All(k => k.From != s)).ShouldBe([TaskStage.Done]);

    [Fact]
    public void Decide_FailedAttempts_RetriesUntilTheAllowanceIsSpent()
    {
        var task = TaskState.Open(TaskId.Parse("task-1"), Given.Spec(maxAttempts: 2), Given.Now);
        task = Apply(task, new AssignAttempt(Given.Assignment));
        task = Apply(task, new EndAttempt(Ended(AttemptStatus.Failed, problem: new Problem(ErrorCodes.ModelFailed, "went away"))));
        task.Stage.ShouldBe(TaskStage.Ready);
        task.Feedback.ShouldContain(f => f.Contains("went away"));

        task = Apply(task, new AssignAttempt(Given.Assignment));
        task = Apply(
            task,
            new EndAttempt(Ended(AttemptStatus.Failed, task.ActiveAttempt, new Problem(ErrorCodes.ModelFailed, "went away"))));
        task.Stage.ShouldBe(TaskStage.Failed);
        task.Problem!.Code.ShouldBe(ErrorCodes.ModelFailed);
        task.ToView().Attempts.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(AttemptStatus.Lost)]
    [InlineData(AttemptStatus.Cancelled)]
    public void Decide_InterruptedAttempt_DoesNotCount(AttemptStatus status)
    {
        var task = Apply(In(TaskStage.InProgress), new EndAttempt(Ended(status)));
        task.Stage.ShouldBe(TaskStage.Ready);
        task.FailedAttempts.ShouldBe(0);
    }

    [Fact]
    public void Decide_BudgetExceeded_FailsWithoutAnotherAttempt() =>
        Apply(
            In(TaskStage.InProgress),
            new EndAttempt(Ended(AttemptStatus.Failed, problem: new Problem(ErrorCodes.BudgetExceeded, "spent"))))
            .Stage.ShouldBe(TaskStage.Failed);

    /// <summary>
    /// The verdict was settled when the review's attempt ended: evidence that contradicts it is not weighed a second
    /// time.
    /// </summary>
    [Theory]
    [InlineData(Verdict.Pass, TaskStage.Delivering)]
    [InlineData(Verdict.Reject, TaskStage.Ready)]
    public void Decide_Review_FollowsTheRecordedVerdict(Verdict verdict, TaskStage expected)
    {
        var report = Given.Report(verdict, evidencePassed: verdict == Verdict.Reject);
        Apply(In(TaskStage.Review), new RecordReview(TaskId.Parse("task-9"), report)).Stage.ShouldBe(expected);
    }

    [Fact]
    public void Decide_ReviewRejected_GivesTheDefectsAsFeedbackAndContinuesFromTheReviewedCommit()
    {
        var task = Apply(In(TaskStage.Review), new RecordReview(TaskId.Parse("task-9"), Given.Report(Verdict.Reject)));
        task.Feedback.ShouldBe(["rounds wrongly", "The review was of attempt 1, which was made with lab/small."]);
        task.StartCommit.ShouldBe("c1");
    }

    [Fact]
    public void Decide_SameReviewTwice_CountsOnce()
    {
        var review = new RecordReview(TaskId.Parse("task-9"), Given.Report(Verdict.Reject));
        var task = Apply(In(TaskStage.Review), review);
        Decide(task, review).ShouldBe(Decision<TaskEvent>.Unchanged);
        task.Rejections.ShouldBe(1);
    }

    [Fact]
    public void Decide_RejectedMoreOftenThanThePipelineAllows_Fails()
    {
        var task = In(TaskStage.Review) with { Rejections = 2 };
        task = Apply(task, new RecordReview(TaskId.Parse("task-9"), Given.Report(Verdict.Reject)));
        task.Stage.ShouldBe(TaskStage.Failed);
        task.Problem!.Code.ShouldBe(ErrorCodes.RoundsExhausted);
    }

    [Theory]
    [InlineData(ApprovalTier.Auto, TaskStage.Delivering)]
    [InlineData(ApprovalTier.NotifyAfter, TaskStage.Delivering)]
    [InlineData(ApprovalTier.ApproveBefore, TaskStage.AwaitingApproval)]
    [InlineData(ApprovalTier.NeverAuto, TaskStage.AwaitingApproval)]
    public void Decide_ReviewPassed_TierDecidesWhoActs(ApprovalTier tier, TaskStage expected)
    {
        var task = In(TaskStage.Review);
        var decision = Decide(task, new RecordReview(TaskId.Parse("task-9"), Given.Report()), Given.Policy(tier));
        decision.Events.OfType<TaskTransitioned>().Single().To.ShouldBe(expected);
    }

    [Fact]
    public void Decide_ReviewPassedAChangeWithConcerns_NeedsApprovalAsASecurityChange()
    {
        var change = (ChangeSet)Given.Change() with { Concerns = [".husky/pre-commit: runs by itself outside of the sandbox"] };
        var task = In(TaskStage.Review) with { Artifact = change };

        var after = Apply(task, new RecordReview(TaskId.Parse("task-9"), Given.Report()));

        after.Stage.ShouldBe(TaskStage.AwaitingApproval);
        var request = TaskEffects.For(after, Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request;
        request.ActionClass.ShouldBe("security.change");
        request.Details.ShouldContain(
            "\nLook at these before you approve:\n- .husky/pre-commit: runs by itself outside of the sandbox\nThe agent says:");
    }

    [Fact]
    public void EffectOf_LineBreaksInSummaryAndConcerns_CannotForgeALineOfTheApproval()
    {
        var change = (ChangeSet)Given.Change() with
        {
            Summary = "Tidy\n0 files, +0 -0, commit c0\r- all is well\u2028- nothing to see\u202E",
            Concerns = ["tests/a: fails\n- product.yaml: all is well"],
        };

        var after = Apply(In(TaskStage.Review) with { Artifact = change }, new RecordReview(TaskId.Parse("task-9"), Given.Report()));

        var lines = TaskEffects.For(after, Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request.Details.Split('\n');
        lines.Count(line => line.StartsWith("- ")).ShouldBe(1);
        lines.Where(line => !line.StartsWith("    ")).Count(line => line.Contains(" files, ")).ShouldBe(1);
        string.Concat(lines).ShouldNotContain('\u202E');
    }

    [Fact]
    public void Decide_ReviewAnsweredWarnings_OperatorSeesTheAnswersAndRemarksNeedNoApproval()
    {
        var report = Given.Report() with { WarningAnswers = [new WarningAnswer("only printed", "I ran them.\n- all is well")] };

        var remark = Apply(In(TaskStage.Review), new RecordReview(TaskId.Parse("task-9"), report));
        var concern = Apply(
            In(TaskStage.Review),
            new RecordReview(TaskId.Parse("task-9"), report with { Evidence = new EvidenceReport("c1", [], [], ["fewer tests"]) }));

        remark.Stage.ShouldBe(TaskStage.Delivering);
        remark.Artifact.ShouldBeOfType<ChangeSet>().ReviewAnswers.ShouldBe(report.WarningAnswers);
        var details = TaskEffects.For(concern, Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request.Details;
        details.ShouldContain(
            "\nLook at these before you approve:\n- fewer tests\nThe evidence does not prove everything:\n- only printed\n"
            + "    The reviewer: I ran them.\n    - all is well");
    }

    [Fact]
    public void Decide_ReviewPassedAgainstTheWarningsOfTheFactory_NeedsApprovalAndShowsThem()
    {
        var evidence = new EvidenceReport("c1", [], [], ["The tests from before the change fail on it"]);

        var after = Apply(
            In(TaskStage.Review),
            new RecordReview(TaskId.Parse("task-9"), Given.Report() with { Evidence = evidence }));

        after.Stage.ShouldBe(TaskStage.AwaitingApproval);
        after.Artifact.ShouldBeOfType<ChangeSet>().Concerns.ShouldBe(["The tests from before the change fail on it"]);
        TaskEffects.For(after, Given.Policy()).ShouldBeOfType<ApprovalEffect>().Request.ActionClass.ShouldBe("security.change");
    }

    [Fact]
    public void Decide_UnknownActionClass_NeedsApproval() =>
        Apply(
            In(TaskStage.Review) with { Spec = Given.Spec(reviewed: true, action: Given.Merge with { ActionClass = "launch.rocket" }) },
            new RecordReview(TaskId.Parse("task-9"), Given.Report()))
            .Stage.ShouldBe(TaskStage.AwaitingApproval);

    [Fact]
    public void Decide_RetryAfterRejectedApproval_AsksAgainWithoutNewWork()
    {
        var task = In(TaskStage.AwaitingApproval);
        task = Apply(task, new RecordApproval(ApprovalOf(task, ApprovalStatus.Rejected)));
        task.Stage.ShouldBe(TaskStage.Failed);
        Apply(task, new RetryTask()).Stage.ShouldBe(TaskStage.AwaitingApproval);
    }

    /// <summary>Whatever tier stopped the action: the operator's approval is followed by the delivery.</summary>
    [Theory]
    [InlineData(ApprovalTier.ApproveBefore)]
    [InlineData(ApprovalTier.NeverAuto)]
    public void Decide_ApprovedChangeWithConcerns_IsDeliveredAndOnlyThenDone(ApprovalTier tier)
    {
        var policy = Given.Policy() with { Actions = TaskActionClassTests.Policy(ApprovalTier.NotifyAfter, tier) };
        var change = (ChangeSet)Given.Change() with { Concerns = [".husky/pre-commit: runs by itself outside of the sandbox"] };
        var task = In(TaskStage.Review) with { Artifact = change };
        task = Apply(task, new RecordReview(TaskId.Parse("task-9"), Given.Report()), policy);
        task.Stage.ShouldBe(TaskStage.AwaitingApproval);
        var requested = TaskEffects.For(task, policy).ShouldBeOfType<ApprovalEffect>();
        requested.Request.Tier.ShouldBe(tier);

        var approved = ApprovalOf(task, ApprovalStatus.Approved) with { Request = requested.Request };
        task = Apply(task, new RecordApproval(approved), policy);

        task.Stage.ShouldBe(TaskStage.Delivering);
        var delivery = TaskEffects.For(task, policy).ShouldBeOfType<DeliveryEffect>().Request;
        delivery.Artifact.ShouldBe(change);
        Apply(task, new RecordDelivery(new DeliveryOutcome("c2", null, null, null)), policy).Stage.ShouldBe(TaskStage.Done);
    }

    [Fact]
    public void Decide_MergeConflict_GoesBackToTheBuilder()
    {
        var task = Apply(
            In(TaskStage.Delivering),
            new RecordDelivery(DeliveryOutcome.Failed(new Problem(ErrorCodes.MergeConflict, "a.txt conflicts"))));
        task.Stage.ShouldBe(TaskStage.Ready);
        task.Feedback.ShouldHaveSingleItem().ShouldContain("a.txt conflicts");
    }

    [Fact]
    public void Decide_SameQuestionAgain_KeepsItsAnswer()
    {
        var task = In(TaskStage.InProgress);
        task = Apply(task, new AskOperator(Attempt, "Which currency?"));
        task.OpenQuestion().ShouldNotBeNull();
        task = Apply(task, new AnswerQuestion("Euro"));
        Decide(task, new AskOperator(Attempt, "Which currency?")).ShouldBe(Decision<TaskEvent>.Unchanged);
        task.Questions.Single().Answer.ShouldBe("Euro");
    }

    private static TaskCommand CommandOf(string name, TaskState task) => name switch
    {
        nameof(PromoteTask) => new PromoteTask(),
        nameof(AssignAttempt) => new AssignAttempt(Given.Assignment),
        nameof(FailTask) => new FailTask(new Problem(ErrorCodes.NoModel, "nobody")),
        nameof(EndAttempt) => new EndAttempt(Ended(AttemptStatus.Succeeded)),
        nameof(RecordReview) => new RecordReview(TaskId.Parse("task-9"), Given.Report()),
        nameof(RecordApproval) => new RecordApproval(ApprovalOf(task, ApprovalStatus.Approved)),
        nameof(RecordDelivery) => new RecordDelivery(new DeliveryOutcome("c2", null, null, null)),
        nameof(AskOperator) => new AskOperator(Attempt, "Which?"),
        nameof(AnswerQuestion) => new AnswerQuestion("This."),
        nameof(TellAgent) => new TellAgent("In euros."),
        nameof(CancelTask) => new CancelTask("enough"),
        nameof(RetryTask) => new RetryTask(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "A new command: decide it for every stage here."),
    };

    private static TaskStage? Expected(TaskStage stage, string command) => (stage, command) switch
    {
        (TaskStage.Backlog, nameof(PromoteTask)) => TaskStage.Ready,
        (TaskStage.Ready, nameof(AssignAttempt)) => TaskStage.InProgress,
        (TaskStage.Ready, nameof(FailTask)) => TaskStage.Failed,
        (TaskStage.InProgress, nameof(EndAttempt)) => TaskStage.Review,
        (TaskStage.Review, nameof(RecordReview)) => TaskStage.Delivering,
        (TaskStage.AwaitingApproval, nameof(RecordApproval)) => TaskStage.Delivering,
        (TaskStage.Delivering, nameof(RecordDelivery)) => TaskStage.Done,
        (TaskStage.Failed or TaskStage.Cancelled, nameof(RetryTask)) => TaskStage.Ready,
        (TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled, nameof(CancelTask)) => null,
        (_, nameof(CancelTask)) => TaskStage.Cancelled,
        _ => null,
    };
}
