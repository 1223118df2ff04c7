using Microsoft.Extensions.Logging;

namespace Factory.Storage.Outbox;

internal sealed partial class OutboxDispatcher
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The outbox message for {Key} in {Namespace} could not be published; the sweeper tries again")]
    private partial void LogPublishFailed(Exception error, string @namespace, string key);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} published outbox messages could not be deleted; they will be published again")]
    private partial void LogDeleteFailed(Exception error, int count);
}
