using Microsoft.Extensions.Logging;

namespace Factory.Metering.Limits;

internal sealed partial class ProviderLimiters
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What was used of the providers' quotas today could not be read from the ledger; counting starts over.")]
    private partial void LogRestoreFailed(Exception error);
}
