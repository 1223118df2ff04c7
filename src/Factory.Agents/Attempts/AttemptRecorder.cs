using Factory.Agents.Transcripts;
using Factory.Contracts.Attempts;
using Factory.Domain.Attempts;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>
/// Where the steps of a running attempt are recorded: its transcript and the progress that its grain shows.
/// </summary>
/// <param name="transcript">The transcript.</param>
/// <param name="progress">The progress.</param>
/// <param name="logger">Receives failures to write.</param>
internal sealed partial class AttemptRecorder(TranscriptWriter transcript, ProgressReporter progress, ILogger logger) : IAsyncDisposable
{
    /// <summary>The transcript.</summary>
    public TranscriptWriter Transcript => transcript;

    /// <summary>The progress.</summary>
    public ProgressReporter Progress => progress;

    /// <summary>Writes the last entry of the transcript.</summary>
    public void WriteEnd(AttemptResult result)
    {
        try
        {
            transcript.Write(new TranscriptEntry(
                0,
                default,
                TranscriptEntryKind.AttemptEnd,
                result.Problem?.ToString() ?? "succeeded",
                IsError: result.Problem is not null,
                Usage: result.Progress.Usage,
                Cost: result.Progress.Cost));
        }
        catch (IOException e)
        {
            // A full disk must not turn a result into a failure.
            LogAttemptEndNotWritten(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        transcript.Dispose();
        await progress.DisposeAsync();
    }
}
