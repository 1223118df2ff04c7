using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class ProgressReporter
{
    [LoggerMessage(LogLevel.Warning, "A progress report failed; the next one contains the totals.")]
    private partial void LogReportFailed(Exception exception);
}
