using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Ids;
using Factory.Contracts.Runs;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class RunEventMapperTests
{
    private readonly RunWalk _walk = new();

    [Fact]
    public void Started_NewRun_NamesPipelineProductAndRepository()
    {
        var entry = RunEventMapper.Started(_walk.Run, Given.Now);

        entry.Type.ShouldBe(EventTypes.RunStarted);
        entry.Message.ShouldBe("pipeline 'product' on tip-calculator");
        entry.Subject.ShouldBe("run-1");
        entry.Run.ShouldBe(_walk.Run.Id);
        entry.At.ShouldBe(Given.Now);
        entry.Data.ShouldBe(
            new Dictionary<string, string> { ["product"] = "tip-calculator", ["repository"] = "/srv/tip-calculator" },
            ignoreOrder: true);
    }

    public static TheoryData<StageEvent, string?> StageEvents => new()
    {
        { new StageTransitioned("build", StageTrigger.Observe, StageStatus.Done, "merged"), "build: merged" },
        { new StageTransitioned("build", StageTrigger.Observe, StageStatus.Done, null), "build: done" },
        { new StageTransitioned("build", StageTrigger.Observe, StageStatus.InReview, null), "build: in review" },
        { new StageTransitioned("build", StageTrigger.Observe, StageStatus.Failed, "it broke"), "build: failed, it broke" },
        { new StageTransitioned("build", StageTrigger.Observe, StageStatus.WaitingForOperator, null), "build: waits for the operator" },
        { new StageRoundStarted("build", TaskId.Parse("task-2")), "build: running" },
        { new StageReset("build", "it broke"), "build: sent back: it broke" },
        { new StageOutcomeChanged("build", "asks: Which?"), null },
    };

    [Theory]
    [MemberData(nameof(StageEvents))]
    public void Map_StageEvent_HasAnEntryWhenTheStageMoved(StageEvent @event, string? message) =>
        Map(_walk.With(new StageState("build") { Status = StageStatus.Running, Round = 1 }), @event)
            .Select(e => e.Message)
            .ShouldBe(message is null ? [] : [message]);

    [Fact]
    public void Map_StageEvent_CarriesStatusRoundAndOutcome() =>
        Map(
            _walk.Run,
            new StageRoundStarted("build", TaskId.Parse("task-2")),
            new StageTransitioned("build", StageTrigger.Observe, StageStatus.Done, "merged"))
            .ShouldHaveSingleItem()
            .Data.ShouldBe(
                new Dictionary<string, string> { ["stage"] = "build", ["status"] = "done", ["round"] = "1", ["outcome"] = "merged" },
                ignoreOrder: true);

    [Fact]
    public void Map_StageThatMovedSeveralTimes_HasOneEntryInThePipelinesOrder() =>
        Map(
            _walk.Run,
            new StageTransitioned("deploy", StageTrigger.Observe, StageStatus.Failed, "it broke"),
            new StageReset("build"),
            new StageReset("deploy", "it broke"),
            new StageRoundStarted("build", TaskId.Parse("task-2")))
            .Select(e => e.Message)
            .ShouldBe(["build: running", "deploy: sent back: it broke"]);

    [Theory]
    [InlineData(RunTrigger.OperatorNeeded, RunStatus.WaitingForOperator, EventTypes.RunStatusChanged, "waiting for operator")]
    [InlineData(RunTrigger.StagesDone, RunStatus.Succeeded, EventTypes.RunEnded, "succeeded")]
    public void Map_RunTransitioned_NamesTheNewStatus(RunTrigger trigger, RunStatus status, string type, string message)
    {
        var entry = Map(_walk.Run, new RunTransitioned(trigger, status)).ShouldHaveSingleItem();

        entry.Type.ShouldBe(type);
        entry.Message.ShouldBe(message);
        entry.Data.ShouldBe(new Dictionary<string, string> { ["status"] = JsonNamingPolicy.CamelCase.ConvertName(status.ToString()) });
    }

    [Fact]
    public void Map_RunFailed_NamesTheReasonAndTheFix()
    {
        var problem = new Problem(ErrorCodes.BudgetExceeded, "spent", "raise it");

        var entry = Map(_walk.Run, new RunTransitioned(RunTrigger.StageFailed, RunStatus.Failed, problem)).ShouldHaveSingleItem();

        entry.Type.ShouldBe(EventTypes.RunEnded);
        entry.Message.ShouldBe("failed: spent");
        entry.Data["code"].ShouldBe(ErrorCodes.BudgetExceeded);
        entry.Data["hint"].ShouldBe("raise it");
    }

    private static IReadOnlyList<FactoryEvent> Map(RunState run, params RunEvent[] events) =>
        RunEventMapper.Map(events.Aggregate(run, (r, e) => r.Apply(e, Given.Now)), events, Given.Now);
}
