using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

public sealed partial class OutboxSweeper
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep for unpublished outbox messages failed; the next sweep tries again")]
    private partial void LogSweepFailed(Exception error);
}
