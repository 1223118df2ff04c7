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
    public void WakeUps_AnyTask_KevAndItsRunLookAgain()
    {
        var task = In(TaskStage.Ready);
        TaskEventMapper.OutboxMessages(task).ShouldBe([new OutboxMessage(OutboxStreams.Kev, "kev-main", "task-1"), new OutboxMessage(OutboxStreams.Run, "run-1", "task-1")]);
        TaskEventMapper.OutboxMessages(task with { Spec = task.Spec with { Run = null } }).ShouldBe([new OutboxMessage(OutboxStreams.Kev, "kev-main", "task-1")]);
    }

    [Theory]
    [InlineData("web", "web → awaiting approval: because")]
    [InlineData(null, "build → awaiting approval: because")]
    public void Tell_Moved_NamesTheStageOfTheRunElseTheKind(string? runStage, string message)
    {
        var task = In(TaskStage.Ready);
        var told = TaskEventMapper.Map(task with { Spec = task.Spec with { RunStage = runStage } }, new TaskTransitioned(TaskTrigger.ReviewPassed, TaskStage.AwaitingApproval, "because"), Given.Now)!;
        told.Message.ShouldBe(message);
        told.Type.ShouldBe(EventTypes.TaskStageChanged);
        told.Data.ContainsKey("stage").ShouldBe(runStage is not null);
        told.Data["to"].ShouldBe("awaitingApproval");
        told.Data["round"].ShouldBe("1");
    }

    [Fact]
    public void Tell_Assigned_NamesAgentModelAndNumber()
    {
        var told = TaskEventMapper.Map(In(TaskStage.InProgress), new AttemptAssigned(Attempt, Given.Assignment), Given.Now)!;
        told.Data["agent"].ShouldBe("agent-rex");
        told.Data["model"].ShouldBe("lab/small");
        told.Data["number"].ShouldBe("1");
    }

    [Fact]
    public void Tell_QuestionAndAnswer_AreToldAndBookkeepingIsNot()
    {
        var task = In(TaskStage.InProgress);
        var question = QuestionId.Parse("question-1");
        TaskEventMapper.Map(task, new QuestionAsked(new TaskQuestion(question, "Which?", Given.Now)), Given.Now)!.Message.ShouldBe("agent-rex asks: Which?");
        TaskEventMapper.Map(task, new QuestionAnswered(question, "This."), Given.Now)!.Data["answer"].ShouldBe("This.");
        TaskEventMapper.Map(task, new FeedbackAdded("told with the move"), Given.Now).ShouldBeNull();
    }
}
