using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

public sealed partial class OutboxSweeper
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep for lost wake-ups failed; the next one tries again")]
    private partial void LogSweepFailed(Exception error);
}
