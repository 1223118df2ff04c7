namespace Factory.Silo.Retention;

internal sealed partial class RetentionSweep
{
    [LoggerMessage(LogLevel.Error, "The clean-up failed")]
    private partial void LogFailed(Exception exception);
}
