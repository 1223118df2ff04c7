using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Outbox;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

public class TaskEventMapperTests
{
    [Fact]
    public void OutboxMessages_AnyTask_WakeKevAndItsRun()
    {
        var task = In(TaskStage.Ready);
        TaskEventMapper.OutboxMessages(task)
            .ShouldBe([
                new OutboxMessage(OutboxStreams.Kev, "kev-main", "task-1"),
                new OutboxMessage(OutboxStreams.Run, "run-1", "task-1")
            ]);
        TaskEventMapper.OutboxMessages(task with { Spec = task.Spec with { Run = null } })
            .ShouldBe([new OutboxMessage(OutboxStreams.Kev, "kev-main", "task-1")]);
    }

    [Theory]
    [InlineData("web", "web → awaiting approval: because")]
    [InlineData(null, "build → awaiting approval: because")]
    public void Map_Transition_NamesTheStageOfTheRunElseTheKind(string? runStage, string message)
    {
        var task = In(TaskStage.Ready);
        var entry = TaskEventMapper.Map(
            task with { Spec = task.Spec with { RunStage = runStage } },
            new TaskTransitioned(TaskTrigger.ReviewPassed, TaskStage.AwaitingApproval, "because"),
            Given.Now)!;
        entry.Message.ShouldBe(message);
        entry.Type.ShouldBe(EventTypes.TaskStageChanged);
        entry.Data.ContainsKey("stage").ShouldBe(runStage is not null);
        entry.Data["to"].ShouldBe("awaitingApproval");
        entry.Data["round"].ShouldBe("1");
    }

    [Fact]
    public void Map_Assignment_NamesAgentModelAndNumber()
    {
        var entry = TaskEventMapper.Map(In(TaskStage.InProgress), new AttemptAssigned(Attempt, Given.Assignment), Given.Now)!;
        entry.Data["agent"].ShouldBe("agent-rex");
        entry.Data["model"].ShouldBe("lab/small");
        entry.Data["number"].ShouldBe("1");
    }

    [Fact]
    public void Map_QuestionAndAnswer_HaveEntriesAndFeedbackHasNone()
    {
        var task = In(TaskStage.InProgress);
        var question = QuestionId.Parse("question-1");
        TaskEventMapper.Map(
            task,
            new QuestionAsked(new TaskQuestion(question, "Which?", Given.Now)),
            Given.Now)!.Message.ShouldBe("agent-rex asks: Which?");
        TaskEventMapper.Map(task, new QuestionAnswered(question, "This."), Given.Now)!.Data["answer"].ShouldBe("This.");
        TaskEventMapper.Map(task, new FeedbackAdded("no entry of its own"), Given.Now).ShouldBeNull();
    }
}
