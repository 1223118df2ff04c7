using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class LocalDeployTarget
{
    [LoggerMessage(LogLevel.Warning, "{Product} is not served: {Reason}")]
    private partial void LogNotServed(Exception exception, string product, string reason);

    [LoggerMessage(LogLevel.Warning, "{Product} fell asleep; this could not be recorded, so a restart of the silo starts it")]
    private partial void LogSleepNotRecorded(Exception exception, string product);

    [LoggerMessage(LogLevel.Warning, "The products did not end within {Seconds} seconds; the operating system ends those that are left")]
    private partial void LogNotEnded(double seconds);
}
