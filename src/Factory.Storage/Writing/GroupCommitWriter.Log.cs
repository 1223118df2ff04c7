using Microsoft.Extensions.Logging;

namespace Factory.Storage.Writing;

internal sealed partial class GroupCommitWriter
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Writes} writes failed; none of them was kept")]
    private partial void LogBatchFailed(Exception error, int writes);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The writing connection could not be rolled back; a new one is opened for the next write")]
    private partial void LogConnectionDiscarded(Exception error);
}
