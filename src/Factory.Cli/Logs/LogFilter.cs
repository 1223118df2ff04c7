using Factory.Contracts.Logs;

namespace Factory.Cli.Logs;

/// <summary>Selects log entries; a null member selects all.</summary>
internal sealed record LogFilter(RunId? Run = null, TaskId? Task = null, LogEntryLevel? Level = null, DateTimeOffset? Since = null)
{
    /// <summary>True when the entry matches.</summary>
    public bool Matches(LogEntry entry) =>
        (Run is not { } run || entry.Run == run.Value)
        && (Task is not { } task || entry.Task == task.Value)
        && (Level is not { } level || entry.Level >= level)
        && (Since is not { } since || entry.At >= since);
}
