using System.Collections.Frozen;
using Factory.Contracts.Runs;

namespace Factory.Domain.Runs;

/// <summary>
/// The allowed transitions of runs and of their stages. <see cref="RunRules"/> refuses what is not listed here,
/// <c>docs/reference/runs.md</c> prints the tables and is tested against them.
/// </summary>
public static class RunTransitions
{
    /// <summary>
    /// For each status of a run and trigger, the statuses that it may lead to. A pair that is not listed is refused.
    /// </summary>
    public static FrozenDictionary<(RunStatus From, RunTrigger Trigger), RunStatus[]> Runs { get; } =
        new Dictionary<(RunStatus, RunTrigger), RunStatus[]>
        {
            [(RunStatus.Running, RunTrigger.OperatorNeeded)] = [RunStatus.WaitingForOperator],
            [(RunStatus.Running, RunTrigger.StagesDone)] = [RunStatus.Succeeded],
            [(RunStatus.Running, RunTrigger.StageFailed)] = [RunStatus.Failed],
            [(RunStatus.Running, RunTrigger.Cancel)] = [RunStatus.Cancelled],

            [(RunStatus.WaitingForOperator, RunTrigger.OperatorResponded)] = [RunStatus.Running],
            // Without Running in between: the operator can respond and the tasks can end before the run reads them
            // again.
            [(RunStatus.WaitingForOperator, RunTrigger.StagesDone)] = [RunStatus.Succeeded],
            [(RunStatus.WaitingForOperator, RunTrigger.StageFailed)] = [RunStatus.Failed],
            [(RunStatus.WaitingForOperator, RunTrigger.Cancel)] = [RunStatus.Cancelled],

            [(RunStatus.Failed, RunTrigger.Retry)] = [RunStatus.Running],
            [(RunStatus.Cancelled, RunTrigger.Retry)] = [RunStatus.Running],
        }.ToFrozenDictionary();

    /// <summary>
    /// For each status of a stage and trigger, the statuses that it may lead to. A pair that is not listed is refused.
    /// </summary>
    /// <remarks>
    /// A task can move several times between two reconciliations, so an active stage can be observed in any other
    /// status. A task that is done stays done: a done stage is reopened only when it is a review and its subject is
    /// built again, and a waiting one that already has a task is such a review.
    /// </remarks>
    public static FrozenDictionary<(StageStatus From, StageTrigger Trigger), StageStatus[]> Stages { get; } =
        new Dictionary<(StageStatus, StageTrigger), StageStatus[]>
        {
            [(StageStatus.Waiting, StageTrigger.StartRound)] = [StageStatus.Running],
            [(StageStatus.Waiting, StageTrigger.Observe)] = [StageStatus.Done],
            [(StageStatus.Waiting, StageTrigger.Reset)] = [StageStatus.Waiting],

            [(StageStatus.Running, StageTrigger.Observe)] = AllExcept(StageStatus.Running),
            [(StageStatus.Running, StageTrigger.Reset)] = [StageStatus.Waiting],
            [(StageStatus.Running, StageTrigger.Cancel)] = [StageStatus.Cancelled],

            [(StageStatus.InReview, StageTrigger.Observe)] = AllExcept(StageStatus.InReview),
            [(StageStatus.InReview, StageTrigger.Reset)] = [StageStatus.Waiting],
            [(StageStatus.InReview, StageTrigger.Cancel)] = [StageStatus.Cancelled],

            [(StageStatus.WaitingForOperator, StageTrigger.Observe)] = AllExcept(StageStatus.WaitingForOperator),
            [(StageStatus.WaitingForOperator, StageTrigger.Reset)] = [StageStatus.Waiting],
            [(StageStatus.WaitingForOperator, StageTrigger.Cancel)] = [StageStatus.Cancelled],

            [(StageStatus.Done, StageTrigger.Observe)] = [StageStatus.Waiting],
            [(StageStatus.Done, StageTrigger.Reset)] = [StageStatus.Waiting],

            [(StageStatus.Failed, StageTrigger.Reset)] = [StageStatus.Waiting],
            [(StageStatus.Failed, StageTrigger.Retry)] = [StageStatus.Running],

            [(StageStatus.Cancelled, StageTrigger.Reset)] = [StageStatus.Waiting],
            [(StageStatus.Cancelled, StageTrigger.Retry)] = [StageStatus.Running],
        }.ToFrozenDictionary();

    /// <summary>True when a run in this status accepts the trigger.</summary>
    public static bool IsAllowed(RunStatus from, RunTrigger trigger) => Runs.ContainsKey((from, trigger));

    /// <summary>True when a stage in this status accepts the trigger.</summary>
    public static bool IsAllowed(StageStatus from, StageTrigger trigger) => Stages.ContainsKey((from, trigger));

    /// <summary>True when the event is allowed in this state; always for events that change no status.</summary>
    public static bool IsAllowed(RunState run, RunEvent @event) => @event switch
    {
        RunTransitioned e => Runs.TryGetValue((run.Status, e.Trigger), out var targets) && targets.Contains(e.To),
        StageTransitioned e => IsAllowed(run, e, e.Trigger, e.To),
        StageRoundStarted e => IsAllowed(run, e, StageTrigger.StartRound, StageStatus.Running),
        StageReset e => IsAllowed(run, e, StageTrigger.Reset, StageStatus.Waiting),
        _ => true,
    };

    private static bool IsAllowed(RunState run, StageEvent @event, StageTrigger trigger, StageStatus to) =>
        Stages.TryGetValue((run.Stage(@event.Stage).Status, trigger), out var targets) && targets.Contains(to);

    private static StageStatus[] AllExcept(StageStatus status) => [.. Enum.GetValues<StageStatus>().Where(other => other != status)];
}
