using System.Globalization;
using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Metering;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>Prints one line per notable event, for logs and pipes.</summary>
internal sealed class PlainReport(CommandContext context) : IRunReport
{
    private readonly long _start = context.Environment.Time.GetTimestamp();
    private readonly HashSet<string> _reported = [];
    private bool _headerWritten;

    public bool NeedsRunSnapshots => true;

    public void OnRunChanged(RunView run, IReadOnlyList<PendingAction> waits)
    {
        if (!_headerWritten)
        {
            _headerWritten = true;
            context.Output.WriteLine($"{run.Id}: {TerminalSanitizer.SingleLine(run.Idea, 100)}");
        }

        foreach (var wait in waits.Where(w => _reported.Add(w.Command + w.Text)))
        {
            WriteTimestamped($"{wait.Stage}: waits for you: {TerminalSanitizer.SingleLine(wait.Text, 300)}");
            WriteTimestamped($"  type: {wait.Command}{context.Settings.DataOption}");
        }
    }

    public void OnPauseChanged(bool paused) => WriteTimestamped(paused
        ? $"paused: no new attempt is started. Continue with: factory resume{context.Settings.DataOption}"
        : "resumed");

    public void OnConnectionChanged(bool lost) => WriteTimestamped(lost
        ? "the factory does not answer: trying again for half a minute"
        : "the factory answers again");

    public void OnEvent(FactoryEvent @event)
    {
        if (Describe(@event) is { } text)
        {
            WriteTimestamped(text);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? Describe(FactoryEvent @event)
    {
        var stage = @event.Data.TryGetValue("stage", out var name) ? TerminalSanitizer.SingleLine(name, 40) + ": " : "";
        var message = TerminalSanitizer.SingleLine(@event.Message, 300);
        return @event.Type switch
        {
            EventTypes.AttemptProgress or EventTypes.TaskStageChanged or EventTypes.TaskOpened => null,
            EventTypes.RunStageChanged => message,
            EventTypes.AttemptStarted => $"{stage}{AgentOf(@event)} starts {AttemptOf(@event)} with {Value(@event, "model")}",
            EventTypes.AttemptEnded =>
                $"{stage}{AttemptOf(@event)} {Value(@event, "status")}: {Value(@event, "tokens")} tokens, " +
                CostOf(@event),
            EventTypes.TaskRouted => $"{stage}{message}",
            EventTypes.RunStarted => $"run started: {message}",
            EventTypes.RunEnded => $"run ended: {message}",
            _ => $"{stage}{message}",
        };
    }

    private static string CostOf(FactoryEvent @event) =>
        decimal.TryParse(@event.Data.GetValueOrDefault("cost"), NumberStyles.Float, CultureInfo.InvariantCulture, out var cost)
            ? MoneyFormat.Format(new Usd(cost))
            : "? USD";

    // Each round of a review is a task of its own, whose attempts are counted from 1.
    private static string AttemptOf(FactoryEvent @event) =>
        $"attempt {Value(@event, "number")}" +
        (@event.Data.GetValueOrDefault("round", "1") is "1" ? "" : $" of round {Value(@event, "round")}");

    private static string AgentOf(FactoryEvent @event) =>
        IdText.TryParse<AgentId>(@event.Data.GetValueOrDefault("agent"), out var agent) ? Formatting.AgentName(agent) : "an agent";

    private static string Value(FactoryEvent @event, string key) =>
        TerminalSanitizer.SingleLine(@event.Data.GetValueOrDefault(key, "?"), 120);

    private void WriteTimestamped(string text) =>
        context.Output.WriteLine($"[{Formatting.Format(context.Environment.Time.GetElapsedTime(_start)),8}] {text}");
}
