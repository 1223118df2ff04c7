namespace Factory.Silo.Logs;

internal sealed partial class EventLoggingService
{
    [LoggerMessage(LogLevel.Error, "Events could not be read for the log")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Message = "{Type} {Subject}: {Text}")]
    private partial void LogEvent(LogLevel level, string type, string subject, string text);
}
