namespace Factory.Silo.Recovery;

internal sealed partial class RecoveryService
{
    [LoggerMessage(LogLevel.Information, "Resuming {Runs} runs, {Tasks} tasks; {Attempts} attempts were running when the silo stopped")]
    private partial void LogRecovering(int runs, int tasks, int attempts);

    [LoggerMessage(LogLevel.Error, "Unfinished work could not be searched for; the next sweep tries again")]
    private partial void LogScanFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Key} could not be reconciled; the next sweep tries again")]
    private partial void LogReconcileFailed(string kind, string key, Exception exception);
}
