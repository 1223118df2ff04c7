using Factory.Contracts.Errors;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Factory.Domain.Runs;
using Factory.TestKit.Builders;

namespace Factory.Domain.Tests.Runs;

public class RunEventMapperTests
{
    private readonly RunWalk _walk = new();

    [Fact]
    public void Tell_NewRun_SaysWhatStartsAndWhere()
    {
        var told = RunEventMapper.Map(null, _walk.Run, Given.Now).ShouldHaveSingleItem("stages that wait are no news");

        told.Type.ShouldBe(EventTypes.RunStarted);
        told.Message.ShouldBe("pipeline 'product' on tip-calculator");
        told.Subject.ShouldBe("run-1");
        told.Run.ShouldBe(_walk.Run.Id);
        told.At.ShouldBe(Given.Now);
        told.Data.ShouldBe(new Dictionary<string, string> { ["product"] = "tip-calculator", ["repository"] = "/srv/tip-calculator" }, ignoreOrder: true);
    }

    [Fact]
    public void Tell_NewRunThatOpenedItsFirstStage_TellsBoth()
    {
        _walk.Advance();
        RunEventMapper.Map(null, _walk.Run, Given.Now).Select(e => e.Type).ShouldBe([EventTypes.RunStarted, EventTypes.RunStageChanged]);
    }

    [Fact]
    public void Tell_OpenedStage_IsToldOnce()
    {
        var before = _walk.Run;
        _walk.Advance();
        RunEventMapper.Map(before, _walk.Run, Given.Now).ShouldHaveSingleItem().Data["stage"].ShouldBe("research");
        RunEventMapper.Map(_walk.Run, _walk.Run, Given.Now).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StageStatus.Running, 1, StageStatus.Done, 1, "merged", "build: done, merged")]
    [InlineData(StageStatus.Running, 1, StageStatus.Running, 2, null, "build: running")]
    [InlineData(StageStatus.Running, 1, StageStatus.Waiting, 1, "sent back", "build: waiting, sent back")]
    [InlineData(StageStatus.Running, 1, StageStatus.WaitingForOperator, 1, null, "build: waitingForOperator")]
    [InlineData(StageStatus.Running, 1, StageStatus.Running, 1, "asks: Which?", null)]
    public void Tell_Stage_IsNewsWhenItsStatusOrRoundChanged(StageStatus was, int wasRound, StageStatus status, int round, string? outcome, string? message)
    {
        var before = _walk.Run.With(new StageState("build") { Status = was, Round = wasRound });
        var after = _walk.Run.With(new StageState("build") { Status = status, Round = round, Outcome = outcome });

        var told = RunEventMapper.Map(before, after, Given.Now);

        told.Select(e => e.Message).ShouldBe(message is null ? [] : [message]);
        if (message is not null)
        {
            told[0].Data["round"].ShouldBe(round.ToString(System.Globalization.CultureInfo.InvariantCulture));
            told[0].Data.ContainsKey("outcome").ShouldBe(outcome is not null);
        }
    }

    [Theory]
    [InlineData(RunStatus.WaitingForOperator, EventTypes.RunStatusChanged, "waitingForOperator")]
    [InlineData(RunStatus.Succeeded, EventTypes.RunEnded, "succeeded")]
    public void Tell_RunThatChanged_SaysToWhat(RunStatus status, string type, string message)
    {
        var told = RunEventMapper.Map(_walk.Run, _walk.Run with { Status = status }, Given.Now).ShouldHaveSingleItem();

        told.Type.ShouldBe(type);
        told.Message.ShouldBe(message);
        told.Data.ShouldBe(new Dictionary<string, string> { ["status"] = message });
    }

    [Fact]
    public void Tell_RunThatFailed_SaysWhyAndWhatToDo()
    {
        var told = RunEventMapper.Map(_walk.Run, _walk.Run with { Status = RunStatus.Failed, Problem = new Problem(ErrorCodes.BudgetExceeded, "spent", "raise it") }, Given.Now).ShouldHaveSingleItem();

        told.Type.ShouldBe(EventTypes.RunEnded);
        told.Message.ShouldBe("failed: spent");
        told.Data["code"].ShouldBe(ErrorCodes.BudgetExceeded);
        told.Data["hint"].ShouldBe("raise it");
    }
}
