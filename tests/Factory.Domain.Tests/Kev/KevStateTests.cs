using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Tasks;
using Factory.Domain.Kev;
using Factory.Domain.Tasks;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Kev;

public class KevStateTests
{
    private static readonly TaskId First = TaskId.Parse("task-1"), Second = TaskId.Parse("task-2");

    public static TheoryData<TaskStage> Stages => [.. Enum.GetValues<TaskStage>()];

    [Theory]
    [MemberData(nameof(Stages))]
    public void Observe_TaskInAnyStage_IsActiveOnlyWhenAtWork(TaskStage stage)
    {
        foreach (var before in new[]
        {
            new KevState(),
            Observed(new KevState(), TaskStage.Ready),
            Observed(new KevState(), TaskStage.InProgress)
        })
        {
            var view = Observed(before, stage).ToView([Second]);
            view.Active.ShouldBe(stage == TaskStage.InProgress ? [First] : []);
            view.Waiting.ShouldBe([Second], "the queue is not part of the state");
        }
    }

    [Fact]
    public void Observe_TaskInProgress_RecordsItsAgentAndModelOnce()
    {
        var kev = Observed(Observed(new KevState(), TaskStage.InProgress, Second), TaskStage.InProgress);
        var moved = kev.Observe(
            In(TaskStage.InProgress) with { Assignment = Given.Assignment with { Model = Given.LargeModel } },
            Given.Config());
        moved.Active.ShouldBe([
            new ActiveTask(Second, Given.Assignment.Agent, Given.SmallModel),
            new ActiveTask(First, Given.Assignment.Agent, Given.LargeModel)
        ]);
    }

    [Fact]
    public void Observe_TaskWithoutAnAssignment_IsNotActive() =>
        new KevState().Observe(In(TaskStage.InProgress) with { Assignment = null }, Given.Config()).Active.ShouldBeEmpty();

    [Theory]
    [InlineData(TaskStage.Ready)]
    [InlineData(TaskStage.InProgress)]
    [InlineData(TaskStage.Done)]
    public void Observe_SameTaskAgain_ReturnsTheSameState(TaskStage stage)
    {
        var kev = Observed(new KevState(), stage);
        Observed(kev, stage).ShouldBeSameAs(kev);
    }

    [Fact]
    public void Observe_AttemptWithAVerdict_AddsItToTheRecords()
    {
        var running = new TaskAttempt(
            AttemptId.Parse("attempt-1"),
            1,
            Given.Assignment.Agent,
            Given.SmallModel,
            AttemptStatus.Running,
            Given.Now,
            null,
            default,
            default,
            null);
        var accepted = running with { Status = AttemptStatus.Succeeded, FinishedAt = Given.Now, Verdict = AttemptVerdict.Accepted };
        var atWork = new KevState().Observe(In(TaskStage.InProgress) with { Attempts = [running] }, Given.Config());

        var done = atWork.Observe(In(TaskStage.Done) with { Attempts = [accepted] }, Given.Config());

        done.Routing.Models.ShouldHaveSingleItem().Model.ShouldBe(Given.SmallModel);
        done.Active.ShouldBeEmpty();
    }

    [Fact]
    public void Observe_ReadyTasks_DoNotGrowTheState()
    {
        var kev = new KevState();
        Enumerable.Range(0, 100)
            .Aggregate(kev, (state, number) => Observed(state, TaskStage.Ready, TaskId.Parse($"task-{number}")))
            .ShouldBeSameAs(kev);
    }

    private static KevState Observed(KevState kev, TaskStage stage, TaskId? id = null) => kev.Observe(In(stage, id), Given.Config());

    private static TaskView In(TaskStage stage, TaskId? id = null) =>
        (TaskState.Open(id ?? First, Given.Spec(), Given.Now) with { Stage = stage, Assignment = Given.Assignment }).ToView();
}
