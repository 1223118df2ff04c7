namespace Factory.Silo.Kev;

internal sealed partial class EmergencyStop
{
    [LoggerMessage(LogLevel.Error, "All attempts are stopped, but the supervisor has not recorded it; it is tried again")]
    private partial void LogRepeated(Exception exception);
}
