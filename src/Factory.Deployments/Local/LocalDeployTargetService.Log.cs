using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class LocalDeployTargetService
{
    [LoggerMessage(LogLevel.Error, "The deployed products could not be read, so none of them is served")]
    private partial void LogNotRestored(Exception exception);
}
