using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

internal sealed partial class AttemptRecorder
{
    [LoggerMessage(LogLevel.Warning, "The end of the attempt could not be written to the transcript.")]
    private partial void LogAttemptEndNotWritten(Exception exception);
}
