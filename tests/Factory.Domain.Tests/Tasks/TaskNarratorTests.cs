using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Durability;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;
using static Factory.Domain.Tests.Tasks.GivenTask;

namespace Factory.Domain.Tests.Tasks;

public class TaskNarratorTests
{
    [Fact]
    public void WakeUps_AnyTask_KevAndItsRunLookAgain()
    {
        var task = In(TaskStage.Ready);
        TaskNarrator.WakeUps(task).ShouldBe([new WakeUp(WakeUps.Kev, "kev-main", "task-1"), new WakeUp(WakeUps.Run, "run-1", "task-1")]);
        TaskNarrator.WakeUps(task with { Spec = task.Spec with { Run = null } }).ShouldBe([new WakeUp(WakeUps.Kev, "kev-main", "task-1")]);
    }

    [Theory]
    [InlineData("web", "web → awaiting approval: because")]
    [InlineData(null, "build → awaiting approval: because")]
    public void Tell_Moved_NamesTheStageOfTheRunElseTheKind(string? runStage, string message)
    {
        var task = In(TaskStage.Ready);
        var told = TaskNarrator.Tell(task with { Spec = task.Spec with { RunStage = runStage } }, new TaskMoved(TaskMove.ReviewPassed, TaskStage.AwaitingApproval, "because"), Given.Now)!;
        told.Message.ShouldBe(message);
        told.Type.ShouldBe(EventTypes.TaskMoved);
        told.Data.ContainsKey("stage").ShouldBe(runStage is not null);
        told.Data["to"].ShouldBe("awaitingApproval");
        told.Data["round"].ShouldBe("1");
    }

    [Fact]
    public void Tell_Assigned_NamesAgentModelAndNumber()
    {
        var told = TaskNarrator.Tell(In(TaskStage.InProgress), new AttemptAssigned(Attempt, Given.Assignment), Given.Now)!;
        told.Data["agent"].ShouldBe("agent-rex");
        told.Data["model"].ShouldBe("lab/small");
        told.Data["number"].ShouldBe("1");
    }

    [Fact]
    public void Tell_QuestionAndAnswer_AreToldAndBookkeepingIsNot()
    {
        var task = In(TaskStage.InProgress);
        var question = QuestionId.Parse("question-1");
        TaskNarrator.Tell(task, new QuestionAsked(new TaskQuestion(question, "Which?", Given.Now)), Given.Now)!.Message.ShouldBe("agent-rex asks: Which?");
        TaskNarrator.Tell(task, new QuestionAnswered(question, "This."), Given.Now)!.Data["answer"].ShouldBe("This.");
        TaskNarrator.Tell(task, new FeedbackAdded("told with the move"), Given.Now).ShouldBeNull();
    }
}
