using Microsoft.Extensions.Logging;

namespace Factory.Providers.Sessions;

internal sealed partial class CallRetry
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Provider}: try {Try} failed ({Error}); the next one in {Delay}.")]
    private static partial void LogTryFailed(ILogger log, string provider, int @try, string error, TimeSpan delay);
}
