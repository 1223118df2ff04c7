using Microsoft.Extensions.Logging;

namespace Factory.Metering.Ledger;

internal sealed partial class LedgerWriter
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Rows} ledger rows could not be written; they are tried again until they can be, and their leases stay open meanwhile")]
    private partial void LogWriteFailed(int rows, Exception error);
}
