using Microsoft.Extensions.Logging;

namespace Factory.Grains.Kev;

public sealed partial class KevGrain
{
    [LoggerMessage(LogLevel.Warning, "Task {Task} could not be routed; the next sweep tries again")]
    private partial void LogRoutingFailed(TaskId task, Exception exception);

    [LoggerMessage(LogLevel.Error, "Task {Task} could not be stopped with the others; stop it with: factory task cancel {Task}")]
    private partial void LogStopFailed(TaskId task, Exception exception);
}
