using Microsoft.Extensions.Logging;

namespace Factory.Metering.Limits;

internal static partial class LimiterLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What was used of the providers' quotas today could not be read from the ledger; counting starts over.")]
    public static partial void RestoreFailed(ILogger log, Exception exception);
}
