namespace Factory.Domain.Attempts;

/// <summary>Reads what attempts said and did. Written by the runner, an entry at a time, as it happens.</summary>
public interface ITranscriptReader
{
    /// <summary>Entries of an attempt, in order; none when it has no transcript (yet).</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="from">Number of the first entry wanted; they count from 1, and less means all.</param>
    /// <param name="limit">At most so many, 1 to 10,000.</param>
    Task<IReadOnlyList<TranscriptEntry>> ReadAsync(AttemptId attempt, long from, int limit, CancellationToken cancellationToken);
}
