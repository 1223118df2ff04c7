using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class LocalDeployTarget
{
    [LoggerMessage(LogLevel.Warning, "{Product} is not served any more: {Reason}")]
    private partial void LogNotRestored(Exception exception, string product, string reason);
}
