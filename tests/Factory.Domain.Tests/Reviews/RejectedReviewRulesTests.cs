using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Contracts.Reviews;
using Factory.Contracts.Tasks;
using Factory.Domain.Reviews;
using Factory.Domain.Tests.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Reviews;

public sealed class RejectedReviewRulesTests
{
    private static readonly TaskId ReviewTask = TaskId.Parse("task-9");

    [Theory]
    [InlineData(0, 3, TaskStage.Ready)]
    [InlineData(1, 3, TaskStage.Ready)]
    [InlineData(2, 3, TaskStage.Failed)]
    [InlineData(5, 3, TaskStage.Failed)]
    [InlineData(0, 1, TaskStage.Failed)]
    public void Decide_EarlierRejections_SendsBackUntilTheRoundsAreUsedUp(int earlier, int maxRounds, TaskStage next) =>
        Decide(earlier, maxRounds, Given.Report(Verdict.Reject)).Next.ShouldBe(next);

    [Fact]
    public void Decide_RoundsUsedUp_NamesTheDefectsAndTheFix()
    {
        var problem = Decide(2, 3, Given.Report(Verdict.Reject)).Problem.ShouldNotBeNull();

        problem.Code.ShouldBe(ErrorCodes.RoundsExhausted);
        problem.Message.ShouldBe("Review sent the work back 3 times, the most this pipeline allows; last: rounds wrongly");
        problem.Hint.ShouldNotBeNull().ShouldContain("factory task show task-9");
    }

    [Fact]
    public void Decide_RoundsLeft_NamesTheReviewedAttemptAndItsModel()
    {
        var outcome = Decide(0, 3, Given.Report(Verdict.Reject));

        outcome.Problem.ShouldBeNull();
        outcome.Reason.ShouldBe("sent back by review: rounds wrongly");
        outcome.Feedback.ShouldBe(["The review was of attempt 1, which was made with lab/small."]);
    }

    [Fact]
    public void Decide_ReportWithoutDefects_GivesItsSummaryAsTheReason()
    {
        var report = Given.Report(Verdict.Reject) with { Defects = [], Summary = "Not what was asked." };

        Decide(0, 3, report).Reason.ShouldBe("sent back by review: Not what was asked.");
    }

    private static RejectedReviewOutcome Decide(int earlier, int maxRounds, ReviewReport report)
    {
        var task = GivenTask.In(TaskStage.Review);
        return RejectedReviewRules.Decide(
            task with { Rejections = earlier, Spec = task.Spec with { MaxRounds = maxRounds } },
            ReviewTask,
            report);
    }
}
