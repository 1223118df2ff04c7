using Factory.Contracts.Attempts;
using Factory.Contracts.Ids;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class StageStateTests
{
    private static readonly TaskId First = TaskId.Parse("task-1");

    [Fact]
    public void Enter_Again_CountsRoundsAndKeepsTotalsAndTheFirstStart()
    {
        var stage = new StageState("build").StartRound(First, Given.Now).WithTask(Seen(1)).StartRound(TaskId.Parse("task-2"), Given.Now.AddHours(1));
        stage.LatestTotals.ShouldBeNull();
        stage.Cost.ShouldBe(new Usd(1), "the new task has cost nothing yet");

        var view = stage.WithTask(Seen(2)).ToView();
        view.Round.ShouldBe(2);
        view.Task.ShouldBe(TaskId.Parse("task-2"));
        view.StartedAt.ShouldBe(Given.Now);
        view.Attempts.ShouldBe(2);
        view.Cost.ShouldBe(new Usd(3));
        view.Usage.ShouldBe(new TokenUsage(20, 10));
    }

    [Fact]
    public void Reset_KeepsRoundsAndTotals_AndIsEnteredAnew()
    {
        var stage = new StageState("build").StartRound(First, Given.Now).WithTask(Seen(1)).Reset("sent back: it broke");
        stage.Status.ShouldBe(StageStatus.Waiting);
        stage.Task.ShouldBeNull();
        stage.Outcome.ShouldBe("sent back: it broke");
        stage.Cost.ShouldBe(new Usd(1));

        var again = stage.StartRound(TaskId.Parse("task-2"), Given.Now).WithTask(Seen(2)).Reset(null).StartRound(TaskId.Parse("task-3"), Given.Now).WithTask(Seen(4));
        again.Cost.ShouldBe(new Usd(7), "a round is counted once");
        again.Round.ShouldBe(3);
    }

    [Fact]
    public void Look_ShowsTheLatestAgentModelAndArtifact_AndKeepsThemWhileTheTaskHasNone()
    {
        var task = Seen(1);
        var stage = new StageState("build").WithTask(task);
        stage.WithTask(task with { Assignment = null, Artifact = null }).ShouldBe(stage);

        var other = stage.WithTask(task with { Assignment = new TaskAssignment(AgentId.Parse("agent-ann"), Given.LargeModel, ModelTier.Premium, "raised"), Artifact = Given.Change("c2") });
        other.Agent.ShouldBe(AgentId.Parse("agent-ann"));
        other.Model.ShouldBe(Given.LargeModel);
        other.Artifact.ShouldBe(Given.Change("c2"));
    }

    private static TaskView Seen(decimal cost) => new()
    {
        Id = First,
        Spec = Given.Spec(),
        Stage = TaskStage.InProgress,
        Assignment = Given.Assignment,
        Artifact = Change,
        Attempts = [new TaskAttempt(AttemptId.Parse("attempt-1"), 1, Given.Assignment.Agent, Given.SmallModel, AttemptStatus.Running, Given.Now, null, new(10, 5), new Usd(cost), null)],
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
    };

    private static Factory.Contracts.Artifacts.ChangeSet Change { get; } = Given.Change();
}
