using Factory.Agents.Transcripts;
using Factory.Contracts.Attempts;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Factory.Agents.Attempts;

/// <summary>Creates the recorders of attempts.</summary>
internal sealed class AttemptRecorderFactory(
    TranscriptFiles transcripts,
    IGrainFactory grains,
    TimeProvider time,
    ILogger<AttemptRecorder> logger)
{
    /// <summary>Opens the transcript of an attempt and starts to report its progress to its grain.</summary>
    /// <exception cref="IOException">The transcript cannot be opened.</exception>
    public AttemptRecorder Create(AttemptId attempt)
    {
        // The transcript first: it can fail, and a reporter that nobody disposes would keep sending.
        var transcript = transcripts.Open(attempt);
        return new AttemptRecorder(transcript, new ProgressReporter(grains.GetGrain<IAttemptGrain>(attempt.Value), time, logger), logger);
    }
}
