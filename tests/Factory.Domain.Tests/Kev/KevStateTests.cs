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
    public void Seen_TaskInAnyStage_WaitsWhenReadyAndIsActiveWhenAtWork(TaskStage stage)
    {
        foreach (var before in new[] { new KevState(), new KevState().Seen(In(TaskStage.Ready)), new KevState().Seen(In(TaskStage.InProgress)) })
        {
            var view = before.Seen(In(stage)).ToView();
            view.Waiting.ShouldBe(stage == TaskStage.Ready ? [First] : []);
            view.Active.ShouldBe(stage == TaskStage.InProgress ? [First] : []);
        }
    }

    [Fact]
    public void Seen_Again_KeepsItsPlaceInTheQueue()
    {
        var kev = new KevState().Seen(In(TaskStage.Ready)).Seen(In(TaskStage.Ready, Second));
        kev.Seen(In(TaskStage.Ready)).Waiting.ShouldBe([First, Second]);
        kev.Seen(In(TaskStage.Done)).Waiting.ShouldBe([Second]);
    }

    [Fact]
    public void Seen_AtWork_KnowsWhoWorksWithWhat_AndForgetsTheEarlierChoice()
    {
        var kev = new KevState().Seen(In(TaskStage.InProgress, Second)).Seen(In(TaskStage.InProgress));
        var moved = kev.Seen(In(TaskStage.InProgress) with { Assignment = Given.Assignment with { Model = Given.LargeModel } });
        moved.Active.ShouldBe([new ActiveWork(Second, Given.Assignment.Agent, Given.SmallModel), new ActiveWork(First, Given.Assignment.Agent, Given.LargeModel)]);
    }

    [Fact]
    public void Seen_AtWorkWithoutAChoice_IsLetGo() => new KevState().Seen(In(TaskStage.InProgress) with { Assignment = null }).Active.ShouldBeEmpty();

    private static TaskView In(TaskStage stage, TaskId? id = null) =>
        (TaskState.Open(id ?? First, Given.Spec(), Given.Now) with { Stage = stage, Assignment = Given.Assignment }).ToView();
}
