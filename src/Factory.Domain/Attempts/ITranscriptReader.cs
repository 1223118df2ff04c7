namespace Factory.Domain.Attempts;

/// <summary>
/// Reads the transcripts of attempts. The runner appends to them entry by entry while an attempt runs.
/// </summary>
public interface ITranscriptReader
{
    /// <summary>Entries of an attempt, in order; empty when it has no transcript yet.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="from">Number of the first entry to return; entries count from 1, and less means all.</param>
    /// <param name="limit">Maximum number of entries, 1 to 10,000.</param>
    Task<IReadOnlyList<TranscriptEntry>> ReadAsync(AttemptId attempt, long from, int limit, CancellationToken cancellationToken);
}
