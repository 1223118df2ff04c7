using Microsoft.Extensions.Logging;

namespace Factory.Deployments;

internal sealed partial class DeliveryRunner
{
    [LoggerMessage(LogLevel.Error, "The outcome of the delivery for {Task} could not be recorded; the task starts it again")]
    private partial void LogNotRecorded(Exception exception, TaskId task);

    [LoggerMessage(LogLevel.Warning, "The delivery for {Task} failed: {Reason}")]
    private partial void LogFailed(Exception exception, TaskId task, string reason);

    [LoggerMessage(LogLevel.Error, "The delivery for {Task} failed unexpectedly")]
    private partial void LogUnexpected(Exception exception, TaskId task);

    [LoggerMessage(LogLevel.Information, "The merge for {Task} is tried again: {Reason}")]
    private partial void LogMergeRetried(TaskId task, string reason);
}
