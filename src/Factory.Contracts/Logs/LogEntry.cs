namespace Factory.Contracts.Logs;

/// <summary>An entry of a silo's log, as <c>factory logs</c> shows it.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Level">Its level.</param>
/// <param name="Source">The class that wrote it.</param>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="Run">The run it is about; null for none.</param>
/// <param name="Task">The task it is about; null for none.</param>
/// <param name="Attempt">The attempt it is about; null for none.</param>
/// <param name="Error">The exception with its stack trace; null for none.</param>
public sealed record LogEntry(
    DateTimeOffset At,
    LogEntryLevel Level,
    string Source,
    string Message,
    string? Run = null,
    string? Task = null,
    string? Attempt = null,
    string? Error = null);
