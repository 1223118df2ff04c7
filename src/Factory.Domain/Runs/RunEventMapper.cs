using System.Text.Json;
using Factory.Contracts.Events;
using Factory.Domain.Events;

namespace Factory.Domain.Runs;

/// <summary>Maps to log entries what changed between two states of a run.</summary>
public static class RunEventMapper
{
    /// <summary>The log entries, in order; empty when nothing worth telling changed.</summary>
    /// <param name="before">Null for a run that was just started.</param>
    public static IReadOnlyList<FactoryEvent> Map(RunState? before, RunState after, DateTimeOffset now)
    {
        var events = new List<FactoryEvent>();
        if (before is null)
        {
            events.Add(Event(after, now, EventTypes.RunStarted, $"pipeline '{after.Pipeline.Name}' on {after.Product.Name}", ("product", after.Product.Name), ("repository", after.Product.Repository)));
        }

        foreach (var stage in after.Stages)
        {
            var old = before?.Stage(stage.Name) ?? new StageState(stage.Name);
            if (old.Status != stage.Status || old.Round != stage.Round)
            {
                events.Add(Event(
                    after,
                    now,
                    EventTypes.RunStageChanged,
                    $"{stage.Name}: {CamelCase(stage.Status)}{(stage.Outcome is null ? "" : ", " + stage.Outcome)}",
                    ("stage", stage.Name),
                    ("status", CamelCase(stage.Status)),
                    ("round", stage.Round.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ("outcome", stage.Outcome)));
            }
        }

        if (before is not null && before.Status != after.Status)
        {
            events.Add(Event(
                after,
                now,
                after.IsFinished() ? EventTypes.RunEnded : EventTypes.RunStatusChanged,
                after.Problem is null ? CamelCase(after.Status) : $"{CamelCase(after.Status)}: {after.Problem.Message}",
                ("status", CamelCase(after.Status)),
                ("code", after.Problem?.Code),
                ("hint", after.Problem?.Hint)));
        }

        return events;
    }

    private static FactoryEvent Event(RunState run, DateTimeOffset now, string type, string message, params (string Key, string? Value)[] data) =>
        new(0, now, type, run.Id.Value, run.Id, null, message, EventData.Of(data));

    private static string CamelCase<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
