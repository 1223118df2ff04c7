using Microsoft.Extensions.Logging;

namespace Factory.Gateway;

internal sealed partial class GatewayMiddleware
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The gateway failed at {Path}")]
    private static partial void LogFailure(ILogger log, string path, Exception e);
}
