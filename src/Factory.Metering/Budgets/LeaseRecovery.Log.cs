using Factory.Contracts.Metering;
using Microsoft.Extensions.Logging;

namespace Factory.Metering.Budgets;

internal sealed partial class LeaseRecovery
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Lease} of {Principal} was open when the silo stopped: {Cost} of it has no ledger row and stays spent")]
    private partial void LogUnaccounted(LeaseId lease, PrincipalId principal, Usd cost);
}
