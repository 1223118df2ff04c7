using Factory.Contracts.Metering;
using Microsoft.Extensions.Logging;

namespace Factory.Metering;

internal static partial class MeterLog
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Rows} ledger rows could not be written; they are tried again until they can be, and their leases stay open meanwhile")]
    public static partial void LedgerWriteFailed(ILogger log, int rows, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Lease} of {Principal} was open when the silo stopped: {Cost} of it has no ledger row and stays spent")]
    public static partial void Unaccounted(ILogger log, LeaseId lease, PrincipalId principal, Usd cost);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Open leases could not be reconciled; no model is called before they are. Next try in {Pause}")]
    public static partial void RecoveryFailed(ILogger log, TimeSpan pause, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A lease of {Principal} could not be closed or trimmed; it is tried again")]
    public static partial void LeaseReleaseFailed(ILogger log, string principal, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Calls} calls of {Principal} went on after it had ended; each now costs its reservation")]
    public static partial void OverdueCallsSettled(ILogger log, PrincipalId principal, int calls);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Task} costs could not be compared with other tasks of its kind")]
    public static partial void CostComparisonFailed(ILogger log, string task, Exception exception);
}
