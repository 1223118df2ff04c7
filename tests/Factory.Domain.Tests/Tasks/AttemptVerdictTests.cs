using Factory.Contracts.Attempts;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

/// <summary>The verdict that a task records for its last attempt.</summary>
public class AttemptVerdictTests
{
    [Theory]
    [InlineData(TaskTrigger.ReviewPassed, TaskStage.Delivering, AttemptVerdict.Accepted)]
    [InlineData(TaskTrigger.ReviewRejected, TaskStage.Ready, AttemptVerdict.Rejected)]
    [InlineData(TaskTrigger.ReviewRejected, TaskStage.Failed, AttemptVerdict.Rejected)]
    [InlineData(TaskTrigger.AttemptSucceeded, TaskStage.Done, AttemptVerdict.Accepted)]
    [InlineData(TaskTrigger.AttemptSucceeded, TaskStage.AwaitingApproval, AttemptVerdict.Accepted)]
    [InlineData(TaskTrigger.AttemptSucceeded, TaskStage.Review, null)]
    [InlineData(TaskTrigger.AttemptFailed, TaskStage.Ready, null)]
    [InlineData(TaskTrigger.DeliveryFailed, TaskStage.Ready, null)]
    [InlineData(TaskTrigger.Cancel, TaskStage.Cancelled, null)]
    public void Apply_Transition_GivesOnlyTheLastAttemptAVerdict(TaskTrigger trigger, TaskStage to, AttemptVerdict? expected)
    {
        var attempt = new TaskAttempt(
            Contracts.Ids.AttemptId.Parse("attempt-1"),
            1,
            Given.Assignment.Agent,
            Given.SmallModel,
            AttemptStatus.Succeeded,
            Given.Now,
            Given.Now,
            default,
            default,
            null);
        var task = In(TaskStage.Review) with { Attempts = [attempt, attempt with { Number = 2 }] };
        task.Apply(new TaskTransitioned(trigger, to, ""), Given.Now).Attempts.Select(a => a.Verdict).ShouldBe([null, expected]);
    }

    [Fact]
    public void Apply_TransitionWithoutAttempts_HasNoVerdict() =>
        (In(TaskStage.Review) with { Attempts = [] }).Apply(new TaskTransitioned(TaskTrigger.ReviewPassed, TaskStage.Done, ""), Given.Now)
            .Attempts.ShouldBeEmpty();
}
