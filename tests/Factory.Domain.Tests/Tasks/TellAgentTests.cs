using Factory.Contracts.Errors;
using Factory.Contracts.Tasks;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

/// <summary>What the operator tells the agent of a task, in every stage.</summary>
public sealed class TellAgentTests
{
    [Theory]
    [InlineData(TaskStage.Backlog, null)]
    [InlineData(TaskStage.Ready, null)]
    [InlineData(TaskStage.InProgress, null)]
    [InlineData(TaskStage.Review, "See it with: factory task show task-1")]
    [InlineData(TaskStage.AwaitingApproval, "Send it back with: factory request-changes approval-1 \"…\"")]
    [InlineData(TaskStage.Delivering, "See it with: factory task show task-1")]
    [InlineData(TaskStage.Done, "See it with: factory task show task-1")]
    [InlineData(TaskStage.Failed, "Retry it first: factory task retry task-1")]
    [InlineData(TaskStage.Cancelled, "Retry it first: factory task retry task-1")]
    public void Tell_AnyStage_IsRecordedOrRefusedWithTheCommandThatHelps(TaskStage stage, string? fix)
    {
        var decision = Decide(In(stage), new TellAgent("In euros."));

        (decision.Problem?.Code, decision.Problem?.Hint).ShouldBe((fix is null ? null : ErrorCodes.TransitionNotAllowed, fix));
        decision.Events.ShouldBe(fix is null ? [new MessageAdded(new TaskMessage(1, "In euros.", Given.Now))] : []);
    }

    [Fact]
    public void Tell_AtWork_MovesNothingAndIsPartOfTheNextAttempt()
    {
        var told = Tell(Tell(In(TaskStage.InProgress), "In euros."), "No cents.");

        (told.Stage, told.ActiveAttempt).ShouldBe((TaskStage.InProgress, Attempt));
        told.Messages.Select(m => (m.Number, m.Text)).ShouldBe([(1, "In euros."), (2, "No cents.")]);
        TaskEffects.For(told, Given.Policy()).ShouldBeOfType<AttemptEffect>().Request.Messages.ShouldBe(told.Messages);
    }

    [Fact]
    public void Tell_RepeatedAfterALostResponse_IsOneMessage() =>
        Tell(Tell(In(TaskStage.InProgress), "In euros."), "In euros.").Messages.Count.ShouldBe(1);

    [Fact]
    public void Tell_Endlessly_IsRefusedAtTheLimit()
    {
        var task = In(TaskStage.Ready);
        for (var i = 0; i < 50; i++)
        {
            task = Tell(task, $"More, {i}.");
        }

        Decide(task, new TellAgent("More.")).Problem!.Message.ShouldContain("50 messages");
    }

    private static TaskState Tell(TaskState task, string text) =>
        Decide(task, new TellAgent(text)).Events.Aggregate(task, (state, e) => state.Apply(e, Given.Now));
}
