using Factory.Contracts.Runs;
using Factory.Domain.Runs;
using static Factory.Contracts.Runs.StageStatus;

namespace Factory.Domain.Tests.Runs;

/// <summary>
/// The tables, written down a second time over every pair: a new status or trigger fails here until it is decided.
/// </summary>
public class RunTransitionsTests
{
    public static TheoryData<RunStatus, RunTrigger> RunPairs => Pairs<RunStatus, RunTrigger>();

    public static TheoryData<StageStatus, StageTrigger> StagePairs => Pairs<StageStatus, StageTrigger>();

    [Theory]
    [MemberData(nameof(RunPairs))]
    public void Runs_AnyStatusAnyTrigger_LeadWhereDecided(RunStatus from, RunTrigger trigger)
    {
        var isActive = from switch
        {
            RunStatus.Running or RunStatus.WaitingForOperator => true,
            RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled => false,
            _ => throw new ArgumentOutOfRangeException(nameof(from), from, "Decide what can follow."),
        };
        RunStatus? expected = trigger switch
        {
            RunTrigger.OperatorNeeded => from == RunStatus.Running ? RunStatus.WaitingForOperator : null,
            RunTrigger.OperatorResponded => from == RunStatus.WaitingForOperator ? RunStatus.Running : null,
            RunTrigger.StagesDone => isActive ? RunStatus.Succeeded : null,
            RunTrigger.StageFailed => isActive ? RunStatus.Failed : null,
            RunTrigger.Cancel => isActive ? RunStatus.Cancelled : null,
            RunTrigger.Retry => from is RunStatus.Failed or RunStatus.Cancelled ? RunStatus.Running : null,
            _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "Decide where it leads."),
        };

        RunTransitions.IsAllowed(from, trigger).ShouldBe(expected is not null);
        RunTransitions.Runs.GetValueOrDefault((from, trigger), []).ShouldBe(expected is { } to ? [to] : []);
    }

    [Theory]
    [MemberData(nameof(StagePairs))]
    public void Stages_AnyStatusAnyTrigger_LeadWhereDecided(StageStatus from, StageTrigger trigger)
    {
        var isActive = from switch
        {
            Running or InReview or WaitingForOperator => true,
            Waiting or Done or Failed or Cancelled => false,
            _ => throw new ArgumentOutOfRangeException(nameof(from), from, "Decide what can follow."),
        };
        StageStatus[] expected = trigger switch
        {
            StageTrigger.StartRound => from == Waiting ? [Running] : [],
            StageTrigger.Observe when isActive => [.. Enum.GetValues<StageStatus>().Where(s => s != from)],
            StageTrigger.Observe => from switch { Waiting => [Done], Done => [Waiting], _ => [] },
            StageTrigger.Reset => [Waiting],
            StageTrigger.Cancel => isActive ? [Cancelled] : [],
            StageTrigger.Retry => from is Failed or Cancelled ? [Running] : [],
            _ => throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "Decide where it leads."),
        };

        RunTransitions.IsAllowed(from, trigger).ShouldBe(expected.Length > 0);
        RunTransitions.Stages.GetValueOrDefault((from, trigger), []).ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData(RunStatus.Succeeded, RunTrigger.StageFailed, RunStatus.Failed, false)]
    [InlineData(RunStatus.Running, RunTrigger.StageFailed, RunStatus.Succeeded, false)]
    [InlineData(RunStatus.Running, RunTrigger.StageFailed, RunStatus.Failed, true)]
    public void IsAllowed_RunEvent_ChecksTriggerAndTarget(RunStatus from, RunTrigger trigger, RunStatus to, bool expected) =>
        RunTransitions.IsAllowed(new RunWalk().Run with { Status = from }, new RunTransitioned(trigger, to)).ShouldBe(expected);

    [Fact]
    public void Decide_StoredStatesThatContradictEachOther_RejectsTheWholeDecision()
    {
        var walk = new RunWalk();
        walk.UpToBuild();
        var task = walk.Run.Stage("prd").Task!.Value;
        walk.Tasks[task] = walk.Tasks[task] with { Stage = Contracts.Tasks.TaskStage.Failed, Revision = 9, StageRevision = 9 };

        var decision = walk.Decide(new AdvanceRun(walk.Tasks));

        decision.Problem!.Code.ShouldBe(Contracts.Errors.ErrorCodes.TransitionNotAllowed);
        decision.Events.ShouldBeEmpty();
    }

    private static TheoryData<TStatus, TTrigger> Pairs<TStatus, TTrigger>()
        where TStatus : struct, Enum
        where TTrigger : struct, Enum
    {
        var data = new TheoryData<TStatus, TTrigger>();
        foreach (var status in Enum.GetValues<TStatus>())
        {
            foreach (var trigger in Enum.GetValues<TTrigger>())
            {
                data.Add(status, trigger);
            }
        }

        return data;
    }
}
