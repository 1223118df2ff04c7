namespace Factory.Silo.Retention;

internal sealed partial class RetentionSweep
{
    [LoggerMessage(LogLevel.Error, "The retention sweep failed; the next one tries again")]
    private partial void LogFailed(Exception exception);
}
