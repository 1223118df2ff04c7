namespace Factory.Storage.Writing;

/// <summary>
/// Decides whether the writer delays a commit for writes that are about to arrive. Callers whose writes were just
/// committed tend to send their next ones at once; without the delay they would be split over two commits, and a commit
/// costs the same for one write and for a hundred.
/// </summary>
/// <remarks>
/// The delay is at most a quarter of the last commit's duration, and after a delay that brought too few writes none is
/// tried for <see cref="BackoffCommits"/> commits. So a single caller is never delayed, and callers that do not return
/// cost little. Not thread-safe.
/// </remarks>
internal sealed class CommitDelayPolicy
{
    /// <summary>Commits without a delay after one that had no effect: 16.</summary>
    private const int BackoffCommits = 16;

    private TimeSpan _maxDelay;
    private int _expectedWrites;
    private int _backoffRemaining;

    /// <summary>True when the commit should be delayed further.</summary>
    /// <param name="writes">Writes in the batch so far.</param>
    /// <param name="waited">How long the commit has been delayed.</param>
    public bool ShouldWait(int writes, TimeSpan waited) => _backoffRemaining == 0 && writes < _expectedWrites && waited < _maxDelay;

    /// <summary>Adapts to a commit that is on disk.</summary>
    /// <param name="writes">Writes in the commit.</param>
    /// <param name="waiting">Writes that arrived during the commit.</param>
    /// <param name="took">Duration of the commit.</param>
    public void RecordCommit(int writes, int waiting, TimeSpan took)
    {
        _backoffRemaining = writes < _expectedWrites && _backoffRemaining == 0 ? BackoffCommits : Math.Max(0, _backoffRemaining - 1);

        // The callers of this commit and those that arrived during it may all be back for the next one. A lone caller
        // is expected to stay alone:
        // it waits for its own write, so nothing else can arrive.
        _expectedWrites = writes == 1 && waiting == 0 ? 0 : writes + waiting;

        // In proportion to the disk: on a fast one a delay soon costs more than the commit that it saves.
        _maxDelay = took / 4;
    }
}
