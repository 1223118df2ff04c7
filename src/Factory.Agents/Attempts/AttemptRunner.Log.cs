using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class AttemptRunner
{
    [LoggerMessage(LogLevel.Information, "{Attempt} stops with the silo; the next start continues its task with a new attempt.")]
    private partial void LogInterruptedByShutdown(AttemptId attempt);

    [LoggerMessage(LogLevel.Error, "{Attempt} could not be run.")]
    private partial void LogRunFailed(AttemptId attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The result of {Attempt} could not be reported to its grain, try {Tries}.")]
    private partial void LogFinishFailed(AttemptId attempt, int tries, Exception exception);

    [LoggerMessage(
        LogLevel.Error,
        "The account of {Attempt} could not be closed; its result is reported, and the money that is held returns later.")]
    private partial void LogAccountNotClosed(AttemptId attempt, Exception exception);
}
