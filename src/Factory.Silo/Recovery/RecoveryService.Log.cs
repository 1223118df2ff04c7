namespace Factory.Silo.Recovery;

internal sealed partial class RecoveryService
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Taking up {Runs} runs, {Tasks} tasks; {Attempts} attempts were at work when the silo stopped")]
    private partial void LogRecovering(int runs, int tasks, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unfinished work could not be looked for; the next sweep tries again")]
    private partial void LogScanFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking at {Kind} {Key} failed; the next sweep tries again")]
    private partial void LogReconcileFailed(string kind, string key, Exception exception);
}
