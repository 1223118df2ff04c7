using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;
using Factory.Domain.Events;

namespace Factory.Domain.Runs;

/// <summary>Maps events of a run to log entries.</summary>
public static class RunEventMapper
{
    /// <summary>The log entry of a run that was just started.</summary>
    public static FactoryEvent Started(RunState run, DateTimeOffset now) => Event(
        run,
        now,
        EventTypes.RunStarted,
        $"pipeline '{run.Pipeline.Name}' on {run.Product.Name}",
        ("product", run.Product.Name),
        ("repository", run.Product.Repository));

    /// <summary>The log entries of one decision: stages in the pipeline's order, then the run itself.</summary>
    /// <remarks>
    /// A stage that moved several times in one decision gets one entry with where it ended: a stage that is sent back
    /// and starts again in the same commit never waited for anyone to see. Observed totals and outcomes without a move
    /// have no entry.
    /// </remarks>
    /// <param name="run">The run after the events.</param>
    /// <param name="events">The events of the decision.</param>
    /// <param name="now">When they happened.</param>
    public static IReadOnlyList<FactoryEvent> Map(RunState run, IReadOnlyList<RunEvent> events, DateTimeOffset now)
    {
        var moved = events.OfType<StageEvent>()
            .Where(e => e is StageTransitioned or StageRoundStarted or StageReset)
            .Select(e => e.Stage)
            .ToHashSet();
        return
        [
            .. run.Stages.Where(s => moved.Contains(s.Name)).Select(s => StageChanged(run, s, now)),
            .. events.OfType<RunTransitioned>().Select(e => StatusChanged(run, e, now)),
        ];
    }

    private static FactoryEvent StageChanged(RunState run, StageState stage, DateTimeOffset now) => Event(
        run,
        now,
        EventTypes.RunStageChanged,
        $"{stage.Name}: {Describe(stage)}",
        ("stage", stage.Name),
        ("status", CamelCase(stage.Status)),
        ("round", stage.Round.ToString(CultureInfo.InvariantCulture)),
        ("outcome", stage.Outcome));

    // For people; programs read the data. An outcome says more than the status of a stage that is over or starts again:
    // "merged" instead of "done, merged".
    private static string Describe(StageState stage) => (stage.Status, stage.Outcome) switch
    {
        (StageStatus.Done or StageStatus.Waiting, { } outcome) => outcome,
        (var status, { } outcome) => $"{Describe(status)}, {outcome}",
        var (status, _) => Describe(status),
    };

    private static string Describe(StageStatus status) =>
        status == StageStatus.WaitingForOperator ? "waits for the operator" : Words.Of(status);

    private static FactoryEvent StatusChanged(RunState run, RunTransitioned transition, DateTimeOffset now) => Event(
        run,
        now,
        RunState.IsFinal(transition.To) ? EventTypes.RunEnded : EventTypes.RunStatusChanged,
        transition.Problem is null ? Words.Of(transition.To) : $"{Words.Of(transition.To)}: {transition.Problem.Message}",
        ("status", CamelCase(transition.To)),
        ("code", transition.Problem?.Code),
        ("hint", transition.Problem?.Hint));

    private static FactoryEvent Event(
        RunState run,
        DateTimeOffset now,
        string type,
        string message,
        params (string Key, string? Value)[] data) =>
        new(0, now, type, run.Id.Value, run.Id, null, message, EventData.Of(data));

    private static string CamelCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
