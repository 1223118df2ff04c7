using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProductEvents
{
    [LoggerMessage(LogLevel.Warning, "{Type} {Product}: {Message} (the event could not be recorded)")]
    private partial void LogNotRecorded(Exception exception, string type, string product, string message);
}
