using Microsoft.Extensions.Logging;

namespace Factory.Grains.Kev;

public sealed partial class ReadyTaskReader
{
    [LoggerMessage(LogLevel.Error, "The ready task {Key} could not be read when the supervisor started; the next sweep tries again")]
    private partial void LogReadFailed(string key, Exception exception);
}
