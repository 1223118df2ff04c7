using Factory.Contracts.Metering;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

internal static partial class MeterLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Rows} ledger rows could not be written; they are tried again until they can be, and their leases stay open meanwhile")]
    public static partial void LedgerWriteFailed(ILogger log, int rows, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lease} of {Holder} was open when the silo stopped: {Cost} of it has no record of a call and stays spent")]
    public static partial void Unaccounted(ILogger log, string lease, string holder, Usd cost);

    [LoggerMessage(Level = LogLevel.Error, Message = "Open leases could not be reconciled; no model is called before they are. The next try comes in {Pause}")]
    public static partial void RecoveryFailed(ILogger log, TimeSpan pause, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A lease of {Holder} could not be closed or trimmed; it is tried again")]
    public static partial void LeaseReleaseFailed(ILogger log, string holder, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Calls} calls of {Holder} went on after it had ended; each now costs what was reserved for it")]
    public static partial void OverdueCallsSettled(ILogger log, string holder, int calls);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Task} costs could not be compared with other tasks of its kind")]
    public static partial void CostComparisonFailed(ILogger log, string task, Exception exception);
}
