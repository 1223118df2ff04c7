using Factory.Agents.Transcripts;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.Extensions.Logging;

namespace Factory.Agents.Attempts;

/// <summary>Creates the recorders of attempts.</summary>
internal sealed class AttemptRecorderFactory(
    TranscriptFiles transcripts,
    IGrainFactory grains,
    SecretRedactor redactor,
    TimeProvider time,
    ILogger<AttemptRecorder> logger)
{
    /// <summary>Opens the transcript of an attempt and starts to report its progress to its grain.</summary>
    /// <exception cref="IOException">The transcript cannot be opened.</exception>
    public AttemptRecorder Create(AttemptId attempt)
    {
        // The transcript first: it can fail, and a reporter that nobody disposes would keep sending.
        var transcript = transcripts.Open(attempt);
        var grain = grains.GetGrain<IAttemptGrain>(attempt.Value);
        return new AttemptRecorder(transcript, new ProgressReporter(grain, redactor, time, logger), logger);
    }
}
