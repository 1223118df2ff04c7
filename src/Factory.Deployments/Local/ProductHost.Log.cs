using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProductHost
{
    [LoggerMessage(LogLevel.Error, "The previous version of {Product} could not be ended cleanly")]
    private partial void LogNotEnded(Exception exception, string product);
}
