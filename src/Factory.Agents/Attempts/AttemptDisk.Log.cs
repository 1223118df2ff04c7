using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class AttemptDisk
{
    [LoggerMessage(LogLevel.Warning, "Attempts wait for disk space: {Free} MiB are free, {Reserve} MiB are needed.")]
    private partial void LogWaits(long free, long reserve);

    [LoggerMessage(LogLevel.Warning, "{Attempt} filled the disk; its working copy was deleted. Left out of what was saved: {LeftOut}")]
    private partial void LogDiscarded(AttemptId attempt, string leftOut);

    [LoggerMessage(LogLevel.Error, "{Attempt} filled the disk, and its working copy could not be deleted.")]
    private partial void LogNotDiscarded(AttemptId attempt, Exception exception);
}
