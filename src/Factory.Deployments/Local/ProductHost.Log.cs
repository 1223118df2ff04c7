using Microsoft.Extensions.Logging;

namespace Factory.Deployments.Local;

internal sealed partial class ProductHost
{
    [LoggerMessage(LogLevel.Error, "The version of {Product} that was served before did not end as it should")]
    private partial void LogNotEnded(Exception exception, string product);
}
