namespace Factory.Storage.Writing;

/// <summary>
/// Decides whether the writer waits a moment before it commits. Callers whose writes were on disk a moment ago tend to come with the next
/// ones; without the wait they would be split over two commits, and a commit costs the same for one write and for a hundred.
/// </summary>
/// <remarks>
/// It never waits longer than a quarter of what the last commit took, and a wait during which no write arrived is not tried again for a while: so it
/// costs a single caller nothing and callers that do not come back little.
/// </remarks>
internal sealed class CommitDelayPolicy
{
    /// <summary>Commits without a wait after one that was without effect.</summary>
    private const int BackoffCommits = 16;

    private TimeSpan _maxDelay;
    private int _expectedWrites;
    private int _backoffRemaining;

    /// <summary>Whether to wait on, with so many writes in hand after so long a wait.</summary>
    public bool ShouldWait(int writes, TimeSpan waited) => _backoffRemaining == 0 && writes < _expectedWrites && waited < _maxDelay;

    /// <summary>A commit is on disk.</summary>
    /// <param name="writes">Writes in it.</param>
    /// <param name="waiting">Writes that came meanwhile: their callers and those of this commit may all be there the next time.</param>
    /// <param name="took">How long it took.</param>
    public void RecordCommit(int writes, int waiting, TimeSpan took)
    {
        _backoffRemaining = writes < _expectedWrites && _backoffRemaining == 0 ? BackoffCommits : Math.Max(0, _backoffRemaining - 1);
        _expectedWrites = writes == 1 && waiting == 0 ? 0 : writes + waiting;
        _maxDelay = took / 4;
    }
}
