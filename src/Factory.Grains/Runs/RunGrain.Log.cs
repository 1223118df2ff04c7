using Microsoft.Extensions.Logging;

namespace Factory.Grains.Runs;

public sealed partial class RunGrain
{
    [LoggerMessage(LogLevel.Error, "Run {Run} cannot be reconciled with its tasks: {Reason}")]
    private partial void LogAdvanceRejected(string run, string reason);
}
