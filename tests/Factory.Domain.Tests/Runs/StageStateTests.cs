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
    public void Apply_RoundStartedAgain_CountsRoundsAndKeepsTotalsAndTheFirstStart()
    {
        var stage = After(new StageState("build"), Started("task-1"), Observed(1));
        stage = stage.Apply(Started("task-2"), Given.Now.AddHours(1));
        stage.LatestTotals.ShouldBeNull();
        stage.Cost.ShouldBe(new Usd(1), "the new task has cost nothing yet");

        var view = After(stage, Observed(2)).ToView();
        view.Round.ShouldBe(2);
        view.Task.ShouldBe(TaskId.Parse("task-2"));
        view.StartedAt.ShouldBe(Given.Now);
        view.Attempts.ShouldBe(2);
        view.Cost.ShouldBe(new Usd(3));
        view.Usage.ShouldBe(new TokenUsage(20, 10));
    }

    [Fact]
    public void Apply_Reset_WaitsWithoutTaskAndWithTheReason()
    {
        var stage = After(new StageState("build"), Started("task-1"), Observed(1), new StageReset("build", "it broke"));

        stage.Status.ShouldBe(StageStatus.Waiting);
        stage.Task.ShouldBeNull();
        stage.LoopBackReason.ShouldBe("it broke");
        stage.Outcome.ShouldBe("sent back: it broke");
        stage.Cost.ShouldBe(new Usd(1));
    }

    [Fact]
    public void Apply_RoundStartedAfterAReset_ForgetsTheReason()
    {
        var stage = After(new StageState("build"), Started("task-1"), new StageReset("build", "it broke"), Started("task-2"));
        (stage.LoopBackReason, stage.Outcome).ShouldBe((null, null));
    }

    [Fact]
    public void Apply_SeveralResets_CountEachRoundOnce()
    {
        var stage = After(
            new StageState("build"),
            Started("task-1"),
            Observed(1),
            new StageReset("build"),
            Started("task-2"),
            Observed(2),
            new StageReset("build"),
            Started("task-3"),
            Observed(4));

        stage.Cost.ShouldBe(new Usd(7));
        stage.Round.ShouldBe(3);
    }

    [Fact]
    public void Apply_TaskWithoutAssignmentAndArtifact_KeepsTheOnesBefore()
    {
        var stage = After(new StageState("build"), Observed(1));
        var bare = Task(1) with { Assignment = null, Artifact = null };
        After(stage, new StageTaskObserved("build", bare)).ShouldBe(stage);
    }

    [Fact]
    public void Apply_TaskWithAnotherAttempt_ShowsItsAgentModelAndArtifact()
    {
        var raised = new TaskAssignment(AgentId.Parse("agent-ann"), Given.LargeModel, ModelTier.Premium, "raised");
        var task = Task(1) with { Assignment = raised, Artifact = Given.Change("c2") };

        var stage = After(new StageState("build"), Observed(1), new StageTaskObserved("build", task));

        stage.Agent.ShouldBe(AgentId.Parse("agent-ann"));
        stage.Model.ShouldBe(Given.LargeModel);
        stage.Artifact.ShouldBeSameAs(task.Artifact);
    }

    private static StageState After(StageState stage, params StageEvent[] events) =>
        events.Aggregate(stage, (s, e) => s.Apply(e, Given.Now));

    private static StageRoundStarted Started(string task) => new("build", TaskId.Parse(task));

    private static StageTaskObserved Observed(decimal cost) => new("build", Task(cost));

    private static TaskView Task(decimal cost) => new()
    {
        Id = First,
        Spec = Given.Spec(),
        Stage = TaskStage.InProgress,
        Assignment = Given.Assignment,
        Artifact = Given.Change(),
        Attempts =
        [
            new TaskAttempt(
                AttemptId.Parse("attempt-1"),
                1,
                Given.Assignment.Agent,
                Given.SmallModel,
                AttemptStatus.Running,
                Given.Now,
                null,
                new(10, 5),
                new Usd(cost),
                null),
        ],
        CreatedAt = Given.Now,
        UpdatedAt = Given.Now,
        Revision = 1,
    };
}
