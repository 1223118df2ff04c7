using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class AttemptFailures
{
    [LoggerMessage(LogLevel.Error, "{Attempt} failed because of an internal error.")]
    private partial void LogUnexpectedFailure(AttemptId attempt, Exception exception);
}
