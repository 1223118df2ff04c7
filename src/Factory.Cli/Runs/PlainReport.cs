using Factory.Cli.Output;
using Factory.Contracts.Events;
using Factory.Contracts.Runs;

namespace Factory.Cli.Runs;

/// <summary>A line for each notable event, for logs and pipes.</summary>
internal sealed class PlainReport(CommandContext session) : IRunReport
{
    private readonly long _start = session.Environment.Time.GetTimestamp();
    private readonly HashSet<string> _told = [];
    private bool _introduced;

    public bool WantsRun => true;

    public void Changed(RunView run, IReadOnlyList<PendingAction> waits)
    {
        if (!_introduced)
        {
            _introduced = true;
            session.Output.Line($"{run.Id}: {TerminalSanitizer.Line(run.Idea, 100)}");
        }

        foreach (var wait in waits.Where(w => _told.Add(w.Command + w.Text)))
        {
            Say($"{wait.Stage}: waits for you: {TerminalSanitizer.Line(wait.Text, 300)}");
            Say($"  type: {wait.Command}{session.Settings.DataHint}");
        }
    }

    public void Happened(FactoryEvent @event)
    {
        if (Describe(@event) is { } text)
        {
            Say(text);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string? Describe(FactoryEvent @event)
    {
        var stage = @event.Data.TryGetValue("stage", out var name) ? TerminalSanitizer.Line(name, 40) + ": " : "";
        var message = TerminalSanitizer.Line(@event.Message, 300);
        return @event.Type switch
        {
            EventTypes.AttemptProgress or EventTypes.TaskMoved or EventTypes.TaskOpened => null,
            EventTypes.RunStageChanged => message,
            EventTypes.AttemptStarted => $"{stage}{AgentOf(@event)} starts attempt {Value(@event, "attempt")} with {Value(@event, "model")}",
            EventTypes.AttemptEnded => $"{stage}attempt {Value(@event, "attempt")} {Value(@event, "status")}: {Value(@event, "tokens")} tokens, {Value(@event, "cost")} USD",
            EventTypes.TaskRouted => $"{stage}{message}",
            EventTypes.RunStarted => $"run started: {message}",
            EventTypes.RunEnded => $"run ended: {message}",
            _ => $"{stage}{message}",
        };
    }

    private static string AgentOf(FactoryEvent @event) =>
        IdText.TryParse<AgentId>(@event.Data.GetValueOrDefault("agent"), out var agent) ? Formatting.Name(agent) : "an agent";

    private static string Value(FactoryEvent @event, string key) => TerminalSanitizer.Line(@event.Data.GetValueOrDefault(key, "?"), 120);

    private void Say(string text) => session.Output.Line($"[{Formatting.Of(session.Environment.Time.GetElapsedTime(_start)),8}] {text}");
}
