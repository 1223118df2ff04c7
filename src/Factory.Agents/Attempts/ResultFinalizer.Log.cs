using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class ResultFinalizer
{
    [LoggerMessage(LogLevel.Warning, "The unfinished work of {Attempt} could not be committed; its working copy is kept.")]
    private partial void LogUnfinishedNotCommitted(AttemptId attempt, Exception exception);
}
