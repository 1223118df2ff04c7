using Microsoft.Extensions.Logging;

namespace Factory.Metering.Budgets;

internal sealed partial class CostAnomalyDetector
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Task} costs could not be compared with other tasks of its kind")]
    private partial void LogComparisonFailed(TaskId task, Exception error);
}
