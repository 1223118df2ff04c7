using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

public sealed partial class OutboxSweeper
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep for lost outbox messages failed; the next one tries again")]
    private partial void LogSweepFailed(Exception error);
}
