using Microsoft.Extensions.Logging;

namespace Factory.Metering;

internal sealed partial class MeterService
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The leases of the silo could not all be closed; they are reconciled at the next start")]
    private partial void LogCloseFailed(Exception error);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Open leases could not be reconciled; no model is called before they are. Next try in {Pause}")]
    private partial void LogRecoveryFailed(TimeSpan pause, Exception error);
}
