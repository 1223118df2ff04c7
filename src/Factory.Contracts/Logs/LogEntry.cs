namespace Factory.Contracts.Logs;

/// <summary>An entry of a silo's log, as <c>factory logs</c> shows it.</summary>
/// <param name="At">When.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Source">Which part of the factory says it.</param>
/// <param name="Message">What happened, without secrets.</param>
/// <param name="Run">The run it is about; null for none.</param>
/// <param name="Task">The task it is about; null for none.</param>
/// <param name="Attempt">The attempt it is about; null for none.</param>
/// <param name="Error">The exception with its stack; null for none.</param>
public sealed record LogEntry(
    DateTimeOffset At,
    LogEntryLevel Level,
    string Source,
    string Message,
    string? Run = null,
    string? Task = null,
    string? Attempt = null,
    string? Error = null);
